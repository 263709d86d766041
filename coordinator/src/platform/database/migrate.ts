import type { DataSource } from 'typeorm';

/** Any constant: names this lock among the advisory locks of the database. */
const MIGRATION_LOCK = 8_470_001;

/**
 * Applies what is missing, under a lock, so that several coordinators may start at once.
 * Returns the names of the migrations it ran.
 */
export async function migrate(source: DataSource): Promise<string[]> {
  const lock = source.createQueryRunner();
  try {
    await lock.connect();
    await lock.query('SELECT pg_advisory_lock($1)', [MIGRATION_LOCK]);
    const done = await source.runMigrations({ transaction: 'each' });
    return done.map((migration) => migration.name);
  } finally {
    await lock.query('SELECT pg_advisory_unlock($1)', [MIGRATION_LOCK]).catch(() => undefined);
    await lock.release();
  }
}
