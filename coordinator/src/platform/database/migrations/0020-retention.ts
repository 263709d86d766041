import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Files that are to go: written in the transaction that forgets them, and kept until the storage has answered, so that
 * no crash leaves bytes that nobody knows of. `until`: somebody may write there until then, so it is done once more.
 * `expired_at`: the files of a job were deleted by a retention rule; the job itself is still there.
 */
export class Retention0000000000020 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE removals (
        id uuid PRIMARY KEY,
        target text NOT NULL,
        whole_folder boolean NOT NULL,
        due_at timestamptz(3) NOT NULL,
        until timestamptz(3) NOT NULL,
        tries integer NOT NULL DEFAULT 0,
        last_error text
      );
      CREATE INDEX removals_due ON removals (due_at);

      ALTER TABLE jobs ADD COLUMN expired_at timestamptz(3);
      CREATE INDEX jobs_ended ON jobs (kind, completed_at) WHERE completed_at IS NOT NULL;
      CREATE INDEX webhook_deliveries_ended ON webhook_deliveries (ended_at) WHERE ended_at IS NOT NULL;
    `);
  }

  down(): Promise<void> {
    throw new Error('Migrations go forward only: restore a backup instead.');
  }
}
