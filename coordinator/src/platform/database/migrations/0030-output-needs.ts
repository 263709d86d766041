import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What an agent must be able to make for an order: containers and codecs beyond H.264 with AAC in MP4. */
export class OutputNeeds0000000000030 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER TABLE work_orders ADD COLUMN needs text[] NOT NULL DEFAULT '{}'`);
  }

  down(): Promise<void> {
    throw new Error('Migrations go forward only: restore a backup instead.');
  }
}
