import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Several coordinators on one ledger: which of them run, and which of them an agent is connected to. A row that was
 * not written for ten seconds is of a coordinator that is gone; `served_by` then names nobody.
 */
export class Coordinators0000000000024 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE coordinators (
        id uuid PRIMARY KEY,
        host text NOT NULL,
        secret_mark text NOT NULL,
        files_mark text NOT NULL,
        started_at timestamptz(3) NOT NULL DEFAULT now(),
        seen_at timestamptz(3) NOT NULL DEFAULT now()
      );
      ALTER TABLE agents ADD COLUMN served_by uuid;
    `);
  }

  down(): Promise<void> {
    throw new Error('Migrations go forward only: restore a backup instead.');
  }
}
