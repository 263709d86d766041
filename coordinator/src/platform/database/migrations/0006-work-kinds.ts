import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Jobs of several kinds, and orders that need no encoder. A tool job has a plan and an inspect job neither plan nor
 * scene; orders of the `io` lane (move a file, look at a file) are leased beside those that render.
 */
export class WorkKinds0000000000006 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE jobs
        ADD COLUMN kind text NOT NULL DEFAULT 'render' CHECK (kind IN ('render', 'tool', 'inspect')),
        ADD COLUMN plan jsonb,
        ALTER COLUMN scene DROP NOT NULL,
        DROP CONSTRAINT completed_has_outputs,
        ADD CONSTRAINT completed_has_outputs
          CHECK (state <> 'completed' OR (progress = 100 AND (outputs IS NOT NULL OR kind = 'inspect'))),
        ADD CONSTRAINT work_of_kind CHECK (kind <> 'render' OR scene IS NOT NULL);
      DROP INDEX jobs_listing;
      CREATE INDEX jobs_listing ON jobs (workspace_id, kind, created_at DESC, id DESC);

      ALTER TABLE work_orders
        ADD COLUMN lane text NOT NULL DEFAULT 'render' CHECK (lane IN ('render', 'io')),
        ADD COLUMN payload jsonb NOT NULL DEFAULT '{}',
        DROP CONSTRAINT work_orders_kind_check,
        ADD CONSTRAINT work_orders_kind_check
          CHECK (kind IN ('plan', 'chunk', 'audio', 'stitch', 'whole', 'tool', 'inspect', 'deliver'));
      DROP INDEX work_orders_ready;
      CREATE INDEX work_orders_ready ON work_orders (lane, priority DESC, created_at, id) WHERE state = 'waiting';
    `);
  }

  down(): Promise<void> {
    throw new Error('Migrations go forward only: restore a backup instead.');
  }
}
