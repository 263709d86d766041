import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Copies of results in the workspace's own storage: one row for each destination of a job. `session` is the sealed
 * state of an unfinished upload, with which a later try goes on where this one stopped.
 */
export class Outputs0000000000010 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE outputs (
        id uuid PRIMARY KEY,
        workspace_id uuid NOT NULL REFERENCES workspaces (id) ON DELETE CASCADE,
        job_id uuid NOT NULL REFERENCES jobs (id) ON DELETE CASCADE,
        integration_id uuid REFERENCES integrations (id) ON DELETE SET NULL,
        provider text NOT NULL,
        position integer NOT NULL,
        prefix text NOT NULL,
        state text NOT NULL CHECK (state IN ('pending', 'completed', 'failed')),
        output_key text,
        output_url text,
        output_size_bytes bigint,
        error text,
        tries integer NOT NULL DEFAULT 0,
        next_try_at timestamptz(3),
        session text,
        created_at timestamptz(3) NOT NULL,
        updated_at timestamptz(3) NOT NULL,
        CONSTRAINT completed_has_size CHECK (state <> 'completed' OR output_size_bytes IS NOT NULL)
      );
      CREATE UNIQUE INDEX outputs_job ON outputs (job_id, position);
      CREATE INDEX outputs_integration ON outputs (integration_id);
      CREATE INDEX outputs_due ON outputs (next_try_at) WHERE state = 'failed' AND next_try_at IS NOT NULL;
    `);
  }

  down(): Promise<void> {
    throw new Error('Migrations go forward only: restore a backup instead.');
  }
}
