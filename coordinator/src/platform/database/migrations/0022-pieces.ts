import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Films in pieces: the files of pieces, kept for later renders. */
export class Pieces0000000000022 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE pieces (
        storage_key text PRIMARY KEY,
        workspace_id uuid NOT NULL REFERENCES workspaces (id) ON DELETE CASCADE,
        key text NOT NULL,
        size_bytes bigint NOT NULL CHECK (size_bytes >= 0),
        result jsonb NOT NULL,
        created_at timestamptz(3) NOT NULL,
        used_at timestamptz(3) NOT NULL
      );
      CREATE INDEX pieces_key ON pieces (workspace_id, key);
      CREATE INDEX pieces_used ON pieces (used_at);
      CREATE INDEX work_orders_piece ON work_orders ((payload->>'key')) WHERE payload ? 'key';
    `);
  }

  down(): Promise<void> {
    throw new Error('Migrations go forward only: restore a backup instead.');
  }
}
