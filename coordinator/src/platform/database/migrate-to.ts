import { DataSource } from 'typeorm';
import type { Logger } from '../logger.js';
import { dataSourceOptions, type DatabaseAddress } from './data-source.js';
import { migrate } from './migrate.js';
import { MIGRATIONS } from './migrations/index.js';

/** Those of `names` that this version does not know: they come from a newer one. */
export function unknownMigrations(names: readonly string[]): string[] {
  const known = new Set(MIGRATIONS.map(({ name }) => name));
  return names.filter((name) => !known.has(name));
}

/** Gives an empty database the tables of an earlier moment. */
export async function migrateTo(
  names: readonly string[],
  address: DatabaseAddress,
  logger: Logger,
): Promise<void> {
  const migrations = MIGRATIONS.filter(({ name }) => names.includes(name));
  const source = await new DataSource({ ...dataSourceOptions(address, logger), migrations }).initialize();
  await migrate(source).finally(() => source.destroy());
}
