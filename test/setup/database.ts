import Module from 'node:module';
import { chmod, mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DatabaseServer } from './database-server.js';

declare global {
  var framefarmTestServer: DatabaseServer | undefined;
}

/**
 * Medium tests: one PostgreSQL for the whole run (the embedded one, or FRAMEFARM_TEST_DATABASE_URL), one migrated
 * template database in it, and a copy of that for each test file (fresh-database.ts).
 */
export default async function setUp(): Promise<void> {
  resolveLikeTheTests();
  const { startDatabaseServer } = await import('./database-server.js');
  const folder = await mkdtemp(join(tmpdir(), 'framefarm-test-pg-'));
  await chmod(folder, 0o755);
  globalThis.framefarmTestServer = await startDatabaseServer(folder, process.env.FRAMEFARM_TEST_DATABASE_URL);
  process.env.FRAMEFARM_TEST_SERVER = JSON.stringify(globalThis.framefarmTestServer.place);
}

/** Jest transforms what a global setup loads, but does not apply `moduleNameMapper` to it. */
function resolveLikeTheTests(): void {
  const root = join(import.meta.dirname, '../..');
  const loader = Module as unknown as { _resolveFilename(request: string, ...rest: unknown[]): string };
  const usual = loader._resolveFilename.bind(loader);
  loader._resolveFilename = (request, ...rest) => {
    const shared = /^@farm\/shared\/(.*)$/.exec(request);
    if (request === 'unicorn-magic') return join(root, 'node_modules/unicorn-magic/node.js');
    if (shared) return usual(join(root, 'shared/src', shared[1] ?? '', 'index.ts'), ...rest);
    try {
      return usual(request, ...rest);
    } catch (error) {
      if (!/^\.{1,2}\/.*\.js$/.test(request)) throw error;
      return usual(request.replace(/\.js$/, '.ts'), ...rest);
    }
  };
}
