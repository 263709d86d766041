import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Outbox of webhooks: a row is written in the transaction that ends its job, and sent until it is answered. */
export class Webhooks0000000000005 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE webhook_deliveries (
        id uuid PRIMARY KEY,
        workspace_id uuid NOT NULL REFERENCES workspaces (id) ON DELETE CASCADE,
        job_id uuid NOT NULL REFERENCES jobs (id) ON DELETE CASCADE,
        url text NOT NULL,
        event text NOT NULL CHECK (event IN ('render.completed', 'render.failed')),
        state text NOT NULL CHECK (state IN ('due', 'delivered', 'given-up')),
        tries integer NOT NULL DEFAULT 0,
        next_at timestamptz(3) NOT NULL,
        last_answer text,
        created_at timestamptz(3) NOT NULL,
        ended_at timestamptz(3)
      );
      CREATE UNIQUE INDEX webhook_deliveries_once ON webhook_deliveries (job_id, url, event);
      CREATE INDEX webhook_deliveries_due ON webhook_deliveries (next_at) WHERE state = 'due';
    `);
  }

  down(): Promise<void> {
    throw new Error('Migrations go forward only: restore a backup instead.');
  }
}
