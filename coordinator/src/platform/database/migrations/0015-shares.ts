import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Fair shares between workspaces: how much each was served (estimated engine-seconds by weight), and what orders cost. */
export class Shares0000000000015 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE workspace_shares (
        workspace_id uuid PRIMARY KEY REFERENCES workspaces (id) ON DELETE CASCADE,
        weight numeric NOT NULL DEFAULT 1 CHECK (weight > 0),
        served double precision NOT NULL DEFAULT 0
      );
      CREATE INDEX workspace_shares_next ON workspace_shares (served, workspace_id);
      INSERT INTO workspace_shares (workspace_id) SELECT id FROM workspaces;

      ALTER TABLE work_orders ADD COLUMN engine_seconds double precision NOT NULL DEFAULT 1;
      DROP INDEX work_orders_ready;
      CREATE INDEX work_orders_ready ON work_orders (workspace_id, lane, priority DESC, created_at, id)
        WHERE state = 'waiting';
      CREATE INDEX attempts_workspace ON attempts (workspace_id) WHERE state IN ('offered', 'running');
    `);
  }

  down(): Promise<void> {
    throw new Error('Migrations go forward only: restore a backup instead.');
  }
}
