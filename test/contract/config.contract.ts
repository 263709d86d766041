import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { AGENT_SETTINGS, COORDINATOR_SETTINGS } from '../../shared/src/config/index.js';
import { createLogger } from '../../coordinator/src/platform/logger.js';
import { sourcesOf } from './sources.js';

const root = join(import.meta.dirname, '../..');
const textOf = (folder: string): string =>
  sourcesOf(join(root, folder))
    .map((path) => readFileSync(path, 'utf8'))
    .join('\n');
const coordinator = textOf('coordinator/src');
const agent = textOf('agent/src');

describe('every setting does something', () => {
  test.each(Object.keys(COORDINATOR_SETTINGS))('coordinator: %s', (name) =>
    expect(coordinator).toMatch(new RegExp(`\\b${name}\\b`)),
  );
  test.each(Object.keys(AGENT_SETTINGS))('agent: %s', (name) =>
    expect(agent).toMatch(new RegExp(`\\b${name}\\b`)),
  );
});

test('every setting has a name of its own process or is meant for both, and a help sentence', () => {
  for (const setting of [...Object.values(COORDINATOR_SETTINGS), ...Object.values(AGENT_SETTINGS)]) {
    expect(setting.env).toMatch(/^[A-Z][A-Z0-9_]*$/);
    expect(setting.help).toMatch(/^[A-Za-z0].{15,}\.$/);
  }
});

test('only the configuration reads the environment', () => {
  const readers = [...sourcesOf(join(root, 'coordinator/src')), ...sourcesOf(join(root, 'agent/src'))]
    .filter((path) => readFileSync(path, 'utf8').includes('process.env'))
    .map((path) => path.slice(root.length + 1));
  for (const path of readers) expect(path).toMatch(/platform\/config\/|agent\/src\/config\.ts$/);
});

test('secrets do not reach the log', () => {
  const lines: string[] = [];
  const logger = createLogger(
    { logLevel: 'info', logFormat: 'json' },
    { write: (line: string) => lines.push(line) },
  );
  logger.info({
    req: { headers: { authorization: 'Bearer s3cret', 'x-api-key': 's3cret', cookie: 's3cret' } },
    password: 's3cret',
    agent: { token: 's3cret', credential: 's3cret' },
    config: { databaseUrl: 's3cret', secretKey: 's3cret' },
    url: 'http://farm/files/a?expires=1&sig=s3cret',
  });
  expect(lines.join('')).not.toContain('s3cret');
  expect(lines.join('')).toContain('[hidden]');
});
