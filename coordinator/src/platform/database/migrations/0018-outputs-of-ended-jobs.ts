import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Copies of jobs that ended without a film have no next try; earlier versions left some of them due for ever. */
export class OutputsOfEndedJobs0000000000018 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      UPDATE outputs SET next_try_at = NULL FROM jobs
      WHERE jobs.id = outputs.job_id AND jobs.state IN ('failed', 'cancelled') AND outputs.next_try_at IS NOT NULL;
    `);
  }

  down(): Promise<void> {
    throw new Error('Migrations go forward only: restore a backup instead.');
  }
}
