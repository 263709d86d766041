import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Where workspaces keep their own storage. `secrets` holds sealed texts only (platform/crypto/secret-box.ts);
 * `integrations_one_default` keeps the promise of at most one default for each workspace.
 * `drive_consents` are the open questions to Google: a state is good once, and for a few minutes.
 */
export class Integrations0000000000009 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE integrations (
        id uuid PRIMARY KEY,
        workspace_id uuid NOT NULL REFERENCES workspaces (id) ON DELETE CASCADE,
        provider text NOT NULL CHECK (provider IN ('s3', 'r2', 'b2', 'wasabi', 'gcs', 'azure', 'drive')),
        name text NOT NULL,
        is_active boolean NOT NULL,
        is_default boolean NOT NULL,
        config jsonb NOT NULL,
        secrets jsonb NOT NULL,
        created_at timestamptz(3) NOT NULL,
        updated_at timestamptz(3) NOT NULL
      );
      CREATE INDEX integrations_listing ON integrations (workspace_id, created_at, id);
      CREATE UNIQUE INDEX integrations_one_default ON integrations (workspace_id) WHERE is_default;

      CREATE TABLE drive_consents (
        state_hash text PRIMARY KEY,
        workspace_id uuid NOT NULL REFERENCES workspaces (id) ON DELETE CASCADE,
        redirect_uri text NOT NULL,
        asked_by jsonb NOT NULL,
        expires_at timestamptz(3) NOT NULL
      );
      CREATE INDEX drive_consents_age ON drive_consents (expires_at);
    `);
  }

  down(): Promise<void> {
    throw new Error('Migrations go forward only: restore a backup instead.');
  }
}
