import { pino } from 'pino';
import { DataSource } from 'typeorm';
import { newId } from '../../../coordinator/src/platform/crypto/ids.js';
import { dataSourceOptions } from '../../../coordinator/src/platform/database/data-source.js';
import { migrate } from '../../../coordinator/src/platform/database/migrate.js';
import { MIGRATIONS } from '../../../coordinator/src/platform/database/migrations/index.js';
import { admin, databaseUrl, type ServerPlace } from '../../setup/database-server.js';

const PEOPLE = MIGRATIONS.findIndex(({ name }) => name.startsWith('People'));

test('members of a farm in use become people with a membership; nothing that names them is lost', async () => {
  const { adminUrl } = JSON.parse(process.env.FRAMEFARM_TEST_SERVER ?? '') as ServerPlace;
  const name = `framefarm_members_${process.pid}`;
  await admin(adminUrl, `CREATE DATABASE ${name}`);
  const url = databaseUrl(adminUrl, name);
  const options = dataSourceOptions({ kind: 'url', url }, pino({ level: 'silent' }));
  const old = await new DataSource({ ...options, migrations: MIGRATIONS.slice(0, PEOPLE) }).initialize();
  await migrate(old);
  const [workspace, member, key, asset] = [newId(), newId(), newId(), newId()];
  await old.query('INSERT INTO workspaces (id, name) VALUES ($1, $2)', [workspace, 'w']);
  await old.query(
    `INSERT INTO members (id, workspace_id, email, name, role, password_hash, created_at)
     VALUES ($1, $2, 'A@b', 'Ada', 'admin', 'scrypt$x', '2026-01-02')`,
    [member, workspace],
  );
  await old.query(
    "INSERT INTO api_keys (id, workspace_id, name, prefix, hash, created_by) VALUES ($1, $2, 'k', 'p', 'h', $3)",
    [key, workspace, member],
  );
  await old.query(
    `INSERT INTO assets (id, workspace_id, state, name, type, storage_key, created_by)
     VALUES ($1, $2, 'awaiting', 'a', 'image', 'k', $3)`,
    [asset, workspace, member],
  );
  await old.destroy();

  const now = await new DataSource(options).initialize();
  expect(await migrate(now)).toEqual(MIGRATIONS.slice(PEOPLE).map((migration) => migration.name));
  expect(await now.query('SELECT id, email, name, password_hash, disabled_at FROM users')).toEqual([
    { id: member, email: 'A@b', name: 'Ada', password_hash: 'scrypt$x', disabled_at: null },
  ]);
  expect(await now.query('SELECT user_id, workspace_id, role FROM memberships')).toEqual([
    { user_id: member, workspace_id: workspace, role: 'admin' },
  ]);
  expect(await now.query('SELECT created_by, role FROM api_keys')).toEqual([
    { created_by: member, role: 'owner' },
  ]);
  await now.query('DELETE FROM users');
  for (const table of ['api_keys', 'assets'])
    expect(await now.query(`SELECT created_by FROM ${table}`)).toEqual([{ created_by: null }]);
  await now.destroy();
  await admin(adminUrl, `DROP DATABASE ${name} WITH (FORCE)`);
});
