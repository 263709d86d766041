import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Jobs that end write their line of the credit ledger without waiting for the account; it is booked later. */
export class UnbookedCredits0000000000027 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE credit_entries ALTER COLUMN balance_before DROP NOT NULL, ALTER COLUMN balance_after DROP NOT NULL;
      CREATE INDEX credit_entries_unbooked ON credit_entries (workspace_id, created_at, id) WHERE balance_after IS NULL;
    `);
  }

  down(): Promise<void> {
    throw new Error('Migrations go forward only: restore a backup instead.');
  }
}
