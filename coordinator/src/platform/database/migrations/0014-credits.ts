import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Accounts of workspaces, the ledger of their credits and the ledger of their bytes. `credit_entries_once` keeps a
 * promise: a job is reserved, settled and refunded once each, whatever the code does. Entries outlive their jobs.
 */
export class Credits0000000000014 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE workspace_quotas (
        workspace_id uuid PRIMARY KEY REFERENCES workspaces (id) ON DELETE CASCADE,
        monthly_credits numeric CHECK (monthly_credits >= 0),
        used numeric NOT NULL DEFAULT 0 CHECK (used >= 0),
        period text NOT NULL
      );

      CREATE TABLE credit_entries (
        id uuid PRIMARY KEY,
        workspace_id uuid NOT NULL REFERENCES workspaces (id) ON DELETE CASCADE,
        job_id uuid,
        action text NOT NULL CHECK (action IN ('reserved', 'consumed', 'refunded', 'granted')),
        amount numeric NOT NULL CHECK (amount >= 0),
        balance_before numeric NOT NULL,
        balance_after numeric NOT NULL,
        metadata jsonb,
        created_at timestamptz(3) NOT NULL
      );
      CREATE UNIQUE INDEX credit_entries_once ON credit_entries (job_id, action) WHERE job_id IS NOT NULL;
      CREATE INDEX credit_entries_listing ON credit_entries (workspace_id, created_at DESC, id DESC);

      CREATE TABLE usage_entries (
        id uuid PRIMARY KEY,
        workspace_id uuid NOT NULL REFERENCES workspaces (id) ON DELETE CASCADE,
        type text NOT NULL CHECK (type IN ('storage', 'bandwidth')),
        bytes bigint NOT NULL,
        source text NOT NULL,
        metadata jsonb,
        created_at timestamptz(3) NOT NULL
      );
      CREATE INDEX usage_entries_listing ON usage_entries (workspace_id, created_at DESC, id DESC);

      CREATE INDEX attempts_job ON attempts (job_id);
    `);
  }

  down(): Promise<void> {
    throw new Error('Migrations go forward only: restore a backup instead.');
  }
}
