import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { SystemClock } from '../clock.js';
import { loadConfig } from '../config/config.js';
import { HealthRegistry } from '../health/health-registry.js';
import { DiskGuard } from './disk-guard.service.js';

const folder = mkdtempSync(join(tmpdir(), 'framefarm-disk-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** More than any disk has: each folder that is looked at is on a full one. */
const FULL = { FRAMEFARM_SPACE_RESERVE: '1000t' };
/** No disk at all, so that only the other folder can be full. */
const NOWHERE = join(folder, 'nowhere');

const guardOf = (env: Record<string, string>) =>
  new DiskGuard(
    new HealthRegistry(),
    new SystemClock(),
    pino({ level: 'silent' }),
    loadConfig({ ...FULL, ...env }),
  );

test.each([
  ['the data folder', { FRAMEFARM_DATA: folder }],
  ['the folder of the files elsewhere', { FRAMEFARM_DATA: NOWHERE, FRAMEFARM_FILES: folder }],
])('%s is watched', async (_name, env) => {
  const guard = guardOf(env);
  expect(await guard.trouble()).toMatch(`the disk of ${folder} has `);
  await expect(guard.refuseWhenFull()).rejects.toMatchObject({ details: { reason: 'disk-full' } });
});

test('folders that are not there are no trouble', async () => {
  await expect(guardOf({ FRAMEFARM_DATA: NOWHERE }).refuseWhenFull()).resolves.toBeUndefined();
});
