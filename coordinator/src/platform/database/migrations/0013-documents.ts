import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Editable documents that dialects keep for their clients (`kind`: project, …). `body` is json and not jsonb: it is
 * given back word for word, with its order of keys.
 */
export class Documents0000000000013 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE documents (
        id uuid PRIMARY KEY,
        workspace_id uuid NOT NULL REFERENCES workspaces (id) ON DELETE CASCADE,
        kind text NOT NULL,
        name text NOT NULL,
        description text,
        body json,
        body_bytes integer NOT NULL DEFAULT 0,
        pictures jsonb NOT NULL DEFAULT '{}',
        duration numeric,
        width integer,
        height integer,
        status text,
        render_job_id text,
        output_url text,
        processed_at timestamptz(3),
        last_opened_at timestamptz(3),
        created_by uuid,
        created_at timestamptz(3) NOT NULL,
        updated_at timestamptz(3) NOT NULL
      );
      CREATE INDEX documents_listing ON documents (workspace_id, kind, updated_at DESC, id DESC);
      CREATE INDEX jobs_project ON jobs (project_id, created_at DESC) WHERE project_id IS NOT NULL;
    `);
  }

  down(): Promise<void> {
    throw new Error('Migrations go forward only: restore a backup instead.');
  }
}
