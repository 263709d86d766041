import type { MigrationInterface, QueryRunner } from 'typeorm';

/** An agent that is connected to another coordinator is asked by that one to measure its encoders anew. */
export class WantedProbes0000000000028 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE agents ADD COLUMN probe_wanted boolean NOT NULL DEFAULT false');
  }

  down(): Promise<void> {
    throw new Error('Migrations go forward only: restore a backup instead.');
  }
}
