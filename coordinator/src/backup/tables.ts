import { createReadStream, createWriteStream } from 'node:fs';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { createGunzip, createGzip } from 'node:zlib';
import type { Client } from 'pg';
import { from as copyFrom, to as copyTo } from 'pg-copy-streams';
import { DATABASE_FOLDER, type ArchivedTable, type Manifest } from './manifest.js';

/** TypeORM's own list of migrations: it is made by migrating. */
const MIGRATIONS_TABLE = 'migrations';
/** What COPY writes changes with neither the locale nor the time zone of a server. */
const NEUTRAL = `SET datestyle = 'ISO, YMD'; SET timezone = 'UTC'; SET extra_float_digits = 3;`;

const quoted = (name: string): string => `"${name.replace(/"/g, '""')}"`;
const columnsOf = ({ columns }: ArchivedTable): string => columns.map(quoted).join(', ');

export type Dump = Pick<Manifest, 'migrations' | 'tables' | 'sequences'> & {
  /** The moment of the snapshot, by the database's clock. */
  at: Date;
};

/**
 * Writes every table as it is at one moment into `folder`, gzipped, while others go on writing. `atMoment` is awaited
 * right after that moment.
 */
export async function dumpTables(
  client: Client,
  folder: string,
  atMoment: () => Promise<void>,
): Promise<Dump> {
  await client.query(NEUTRAL);
  await client.query('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY');
  const tables = (await client.query<ArchivedTable>(TABLES)).rows;
  const [moment] = (await client.query<{ at: Date }>('SELECT clock_timestamp() AS at')).rows;
  await atMoment();
  const migrations = await client.query<{ name: string }>(`SELECT name FROM ${MIGRATIONS_TABLE} ORDER BY id`);
  const sequences = await client.query<{ name: string; value: string }>(SEQUENCES);
  for (const table of tables) {
    const copy = `COPY ${quoted(table.name)} (${columnsOf(table)}) TO STDOUT`;
    const file = createWriteStream(join(folder, `${table.name}.copy.gz`), { flags: 'wx', mode: 0o600 });
    await pipeline(client.query(copyTo(copy)), createGzip({ level: 1 }), file);
  }
  await client.query('COMMIT');
  return {
    at: moment?.at ?? new Date(),
    migrations: migrations.rows.map(({ name }) => name),
    tables: tables.map((table) => ({ ...table, path: `${DATABASE_FOLDER}/${table.name}.copy.gz` })),
    sequences: sequences.rows,
  };
}

/** Fills migrated tables from a dump, all or nothing. Needs a superuser: references are not checked row by row. */
export async function loadTables(client: Client, folder: string, dump: Manifest): Promise<void> {
  await client.query(NEUTRAL);
  await client.query('BEGIN');
  await client.query('SET LOCAL session_replication_role = replica');
  // What migrations put there themselves is in the dump too.
  const names = dump.tables.map(({ name }) => quoted(name));
  if (names.length > 0) await client.query(`TRUNCATE ${names.join(', ')}`);
  for (const table of dump.tables) {
    const copy = client.query(copyFrom(`COPY ${quoted(table.name)} (${columnsOf(table)}) FROM STDIN`));
    await pipeline(createReadStream(join(folder, ...table.path.split('/'))), createGunzip(), copy);
  }
  for (const { name, value } of dump.sequences)
    await client.query('SELECT setval($1::regclass, $2::bigint)', [quoted(name), value]);
  await client.query('COMMIT');
  await client.query('ANALYZE');
}

const TABLES = `
  SELECT c.relname AS name, array_agg(a.attname::text ORDER BY a.attnum) AS columns
  FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace JOIN pg_attribute a ON a.attrelid = c.oid
  WHERE n.nspname = 'public' AND c.relkind IN ('r', 'p') AND NOT c.relispartition AND c.relname <> '${MIGRATIONS_TABLE}'
    AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = ''
  GROUP BY c.relname ORDER BY c.relname`;

const SEQUENCES = `
  SELECT sequencename AS name, last_value::text AS value FROM pg_sequences
  WHERE schemaname = 'public' AND last_value IS NOT NULL AND sequencename <> '${MIGRATIONS_TABLE}_id_seq'`;
