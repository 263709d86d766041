import pg from 'pg';
import { pino } from 'pino';
import { DataSource } from 'typeorm';
import { AssetEntity } from '../../../coordinator/src/assets/asset.entity.js';
import { newId } from '../../../coordinator/src/platform/crypto/ids.js';
import { dataSourceOptions } from '../../../coordinator/src/platform/database/data-source.js';
import {
  checkForeignDatabase,
  DatabaseUnusable,
} from '../../../coordinator/src/platform/database/foreign-database.js';
import { migrate } from '../../../coordinator/src/platform/database/migrate.js';
import { MIGRATIONS } from '../../../coordinator/src/platform/database/migrations/index.js';
import { Transactions } from '../../../coordinator/src/platform/database/transaction.js';
import { startTestCoordinator } from '../../setup/coordinator.js';
import { admin, databaseUrl, type ServerPlace } from '../../setup/database-server.js';
import { freshDatabase } from '../../setup/fresh-database.js';

const logger = pino({ level: 'silent' });
const connect = (url: string) =>
  new DataSource({
    ...dataSourceOptions({ kind: 'url', url }, logger),
    entities: [AssetEntity],
  }).initialize();

test('each migration has a number of its own, and they are applied in that order', () => {
  const numbers = MIGRATIONS.map((migration) => Number(/(\d{13})$/.exec(migration.name)?.[1]));
  expect(numbers).toEqual([...new Set(numbers)].sort((a, b) => a - b));
});

test('five coordinators that start at once migrate an empty database once', async () => {
  const { adminUrl } = JSON.parse(process.env.FRAMEFARM_TEST_SERVER ?? '') as ServerPlace;
  const name = `framefarm_empty_${process.pid}`;
  await admin(adminUrl, `CREATE DATABASE ${name}`);
  const sources = await Promise.all(Array.from({ length: 5 }, () => connect(databaseUrl(adminUrl, name))));
  const applied = await Promise.all(sources.map(migrate));
  expect(applied.flat()).toEqual(MIGRATIONS.map((migration) => migration.name));
  const rows = (await sources[0]?.query('SELECT count(*)::int AS n FROM migrations')) as { n: number }[];
  expect(rows).toEqual([{ n: MIGRATIONS.length }]);
  await Promise.all(sources.map((source) => source.destroy()));
  await admin(adminUrl, `DROP DATABASE ${name} WITH (FORCE)`);
});

test('numbers, dates and JSON come back as what they were', async () => {
  const database = await freshDatabase();
  const source = await connect(database.url);
  const workspaceId = newId();
  await source.query('INSERT INTO workspaces (id, name) VALUES ($1, $2)', [workspaceId, 'w']);
  const row = {
    id: newId(),
    workspaceId,
    state: 'registered' as const,
    name: 'a',
    type: 'video' as const,
    storageKey: newId(),
    blobId: null,
    objectKey: null,
    thumbnailKey: null,
    contentType: null,
    sizeBytes: 2 ** 53 - 1,
    sha256: null,
    duration: 0.04,
    width: 1920,
    height: null,
    metadata: { list: [1, 'ü', null], nested: { zero: 0 } },
    createdBy: null,
    createdAt: new Date('2026-11-23T20:00:00.123Z'),
    updatedAt: new Date('2026-11-23T20:00:00.456Z'),
  };
  await source.getRepository(AssetEntity).insert(row);
  expect({ ...(await source.getRepository(AssetEntity).findOneByOrFail({ id: row.id })) }).toEqual(row);
  await source.destroy();
  await database.drop();
});

test('a transaction that fails leaves nothing', async () => {
  const database = await freshDatabase();
  const source = await connect(database.url);
  const work = new Transactions(source).run(async (tx) => {
    await tx.query('INSERT INTO workspaces (id, name) VALUES ($1, $2)', [newId(), 'w']);
    throw new Error('no');
  });
  await expect(work).rejects.toThrow('no');
  expect(await source.query('SELECT * FROM workspaces')).toEqual([]);
  await source.destroy();
  await database.drop();
});

test('a coordinator whose connections are cut goes on', async () => {
  const farm = await startTestCoordinator();
  const client = new pg.Client({ connectionString: farm.databaseUrl });
  await client.connect();
  for (let round = 0; round < 3; round++) {
    await client.query(
      'SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()',
    );
    const replies = await Promise.all(Array.from({ length: 5 }, () => farm.call('GET', '/v1/assets')));
    for (const { status } of replies) expect([200, 503]).toContain(status);
  }
  await client.end();
  expect((await farm.call('GET', '/v1/assets')).status).toBe(200);
  await farm.stop();
});

describe('the server of DATABASE_URL is proven before anything starts', () => {
  const refusal = async (url: string): Promise<DatabaseUnusable> => {
    const error: unknown = await checkForeignDatabase(url).catch((thrown: unknown) => thrown);
    if (!(error instanceof DatabaseUnusable)) throw new Error(`it was not refused: ${String(error)}`);
    return error;
  };

  test('a good one passes', async () => {
    const { url, drop } = await freshDatabase();
    await expect(checkForeignDatabase(url)).resolves.toBeUndefined();
    await drop();
  });

  test('one where nobody listens may come back; the sentence keeps the password', async () => {
    const error = await refusal('postgres://farm:geheim@127.0.0.1:1/farm');
    expect(error.message).toMatch(/^The database farm at 127\.0\.0\.1:1 cannot be used: .*ECONNREFUSED/);
    expect(error.message).not.toContain('geheim');
    expect(error.passing).toBe(true);
  });

  test('one without that database has to be mended', async () => {
    const { adminUrl } = JSON.parse(process.env.FRAMEFARM_TEST_SERVER ?? '') as ServerPlace;
    const error = await refusal(databaseUrl(adminUrl, 'no_such_database'));
    expect(error.message).toContain('"no_such_database" does not exist');
    expect(error.passing).toBe(false);
  });
});
