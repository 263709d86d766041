import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The live feed: how agents feel, and jobs that have not ended without a look at those that have. */
export class Monitor0000000000025 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE agents ADD COLUMN vitals jsonb;
      CREATE INDEX jobs_unfinished ON jobs (workspace_id, state DESC, created_at)
        WHERE state IN ('pending', 'rendering');
    `);
  }

  down(): Promise<void> {
    throw new Error('Migrations go forward only: restore a backup instead.');
  }
}
