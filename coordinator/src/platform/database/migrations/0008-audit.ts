import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Who changed what. Entries refer to nothing, so that they outlive what they speak of. */
export class Audit0000000000008 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE audit_entries (
        id uuid PRIMARY KEY,
        workspace_id uuid,
        actor_kind text NOT NULL CHECK (actor_kind IN ('user', 'key', 'admin')),
        actor_id uuid,
        action text NOT NULL,
        target_kind text NOT NULL,
        target_id text,
        detail jsonb NOT NULL DEFAULT '{}',
        address text,
        request_id text,
        at timestamptz(3) NOT NULL
      );
      CREATE INDEX audit_entries_listing ON audit_entries (at DESC, id DESC);
      CREATE INDEX audit_entries_workspace ON audit_entries (workspace_id, at DESC, id DESC);
    `);
  }

  down(): Promise<void> {
    throw new Error('Migrations go forward only: restore a backup instead.');
  }
}
