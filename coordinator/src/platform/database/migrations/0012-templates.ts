import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Templates of workspaces (the built-in ones are files), and which template a job was made from. */
export class Templates0000000000012 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE templates (
        workspace_id uuid NOT NULL REFERENCES workspaces (id) ON DELETE CASCADE,
        id text NOT NULL,
        body jsonb NOT NULL,
        created_by uuid,
        created_at timestamptz(3) NOT NULL,
        updated_at timestamptz(3) NOT NULL,
        PRIMARY KEY (workspace_id, id)
      );
      ALTER TABLE jobs ADD COLUMN template_id text;
    `);
  }

  down(): Promise<void> {
    throw new Error('Migrations go forward only: restore a backup instead.');
  }
}
