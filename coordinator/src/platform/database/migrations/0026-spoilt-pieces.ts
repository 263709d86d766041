import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Kept pieces that a film could not be joined from: no render takes them again. */
export class SpoiltPieces0000000000026 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER TABLE pieces ADD COLUMN spoilt boolean NOT NULL DEFAULT false`);
  }

  down(): Promise<void> {
    throw new Error('Migrations go forward only: restore a backup instead.');
  }
}
