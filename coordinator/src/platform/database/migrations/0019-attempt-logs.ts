import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Logs of attempts, in the pieces in which agents send them. A piece has two places: `starts_at` in the log of its
 * attempt, and `position` in the log of its job, where the pieces of all attempts stand as they came. Both count bytes of
 * UTF-8 and have no gaps, and the two keys see to it that no place is taken twice.
 */
export class AttemptLogs0000000000019 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE attempt_logs (
        attempt_id uuid NOT NULL REFERENCES attempts (id) ON DELETE CASCADE,
        job_id uuid NOT NULL,
        starts_at integer NOT NULL CHECK (starts_at >= 0),
        size_bytes integer NOT NULL CHECK (size_bytes > 0),
        position integer NOT NULL CHECK (position >= 0),
        text text NOT NULL,
        received_at timestamptz(3) NOT NULL,
        PRIMARY KEY (attempt_id, starts_at)
      );
      CREATE UNIQUE INDEX attempt_logs_of_job ON attempt_logs (job_id, position);
      CREATE INDEX attempt_logs_age ON attempt_logs (received_at) WHERE starts_at = 0;
    `);
  }

  down(): Promise<void> {
    throw new Error('Migrations go forward only: restore a backup instead.');
  }
}
