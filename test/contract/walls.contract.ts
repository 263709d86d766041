import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';

const ROOT = path.resolve(import.meta.dirname, '../..');

/** Rule -> the files of one violation. The first file is the offender; the others are what it reaches for. */
const PLANTS: Record<string, Record<string, string>> = {
  'no-cycles': {
    'agent/src/media/a.ts': "import './b.js';",
    'agent/src/media/b.ts': "import './a.js';",
  },
  'shared-is-pure': { 'shared/src/lang/planted.ts': "import 'node:fs';" },
  'coordinator-and-agent-never-meet': {
    'coordinator/src/farm/planted.ts': "import '../../../agent/src/config.js';",
    'agent/src/config.ts': 'export const a = 1;',
  },
  'shared-by-public-face': {
    'agent/src/media/planted.ts': "import '../../../shared/src/wire/inside.js';",
    'shared/src/wire/inside.ts': 'export const a = 1;',
  },
  'platform-knows-no-feature': {
    'coordinator/src/platform/planted.ts': "import '../jobs/index.js';",
    'coordinator/src/jobs/index.ts': 'export const a = 1;',
  },
  'feature-by-public-face': {
    'coordinator/src/farm/planted.ts': "import '../jobs/jobs.service.js';",
    'coordinator/src/jobs/jobs.service.ts': 'export const a = 1;',
  },
  'feature-order-auth': {
    'coordinator/src/auth/planted.ts': "import '../jobs/index.js';",
    'coordinator/src/jobs/index.ts': 'export const a = 1;',
  },
  'features-know-no-dialect': {
    'coordinator/src/jobs/planted.ts': "import '../api/ilve/index.js';",
    'coordinator/src/api/ilve/index.ts': 'export const a = 1;',
  },
  'dialects-are-strangers': {
    'coordinator/src/api/ilve/planted.ts': "import '../json2video/index.js';",
    'coordinator/src/api/json2video/index.ts': 'export const a = 1;',
  },
  'dialects-touch-no-io': {
    'coordinator/src/api/ilve/planted.ts': "import '../../platform/database/data-source.js';",
    'coordinator/src/platform/database/data-source.ts': 'export const a = 1;',
  },
  'dtos-are-only-shapes': {
    'coordinator/src/api/ilve/planted.dto.ts': "import '../../jobs/index.js';",
    'coordinator/src/jobs/index.ts': 'export const a = 1;',
  },
  'rows-only-from-own-service': {
    'coordinator/src/jobs/planted.controller.ts': "import './jobs.repository.js';",
    'coordinator/src/jobs/jobs.repository.ts': 'export const a = 1;',
  },
  'entities-stay-with-repositories': {
    'coordinator/src/jobs/planted.service.ts': "import './job.entity.js';",
    'coordinator/src/jobs/job.entity.ts': 'export const a = 1;',
  },
  'typeorm-stays-with-rows': { 'coordinator/src/jobs/planted.service.ts': "import 'typeorm';" },
  'pure-files-are-pure': { 'coordinator/src/jobs/planted.policy.ts': "import '@nestjs/common';" },
  'pure-files-no-node': { 'coordinator/src/jobs/planted.policy.ts': "import 'node:crypto';" },
  'compiler-is-pure': {
    'agent/src/compiler/planted.ts': "import '../media/ffprobe.js';",
    'agent/src/media/ffprobe.ts': 'export const a = 1;',
  },
  'only-platform-spawns': { 'agent/src/render/planted.ts': "import 'node:child_process';" },
  'only-platform-runs-programs': { 'coordinator/src/storage/planted.ts': "import 'execa';" },
  'only-link-talks': { 'agent/src/supervisor/planted.ts': "import 'socket.io-client';" },
  'platform-is-bottom': {
    'agent/src/platform/planted.ts': "import '../link/outbox.js';",
    'agent/src/link/outbox.ts': 'export const a = 1;',
  },
  'steps-do-not-know-the-daemon': {
    'agent/src/transfer/planted.ts': "import '../supervisor/slots.js';",
    'agent/src/supervisor/slots.ts': 'export const a = 1;',
  },
  'planes-are-strangers': {
    'agent/src/render/planes/native.plane.ts': "import './painted.plane.js';",
    'agent/src/render/planes/painted.plane.ts': 'export const a = 1;',
  },
  'no-test-code-in-src': {
    'agent/src/media/planted.ts': "import '../../../test/factories/scene.factory.js';",
    'test/factories/scene.factory.ts': 'export const a = 1;',
  },
  'bin-by-public-face': {
    'bin/src/planted.ts': "import '../../coordinator/src/jobs/index.js';",
    'coordinator/src/jobs/index.ts': 'export const a = 1;',
  },
  'nobody-imports-bin': {
    'agent/src/media/planted.ts': "import '../../../bin/src/main.js';",
    'bin/src/main.ts': 'export const a = 1;',
  },
};

interface Violation {
  from: string;
  rule: { name: string };
}

/** The offender of a rule, with a name of its own, so that all plants stand in one tree. */
const planted = (rule: string, name: string) => name.replace('planted', `planted-${rule}`);

function write(tree: string, name: string, text: string): void {
  mkdirSync(path.dirname(path.join(tree, name)), { recursive: true });
  writeFileSync(path.join(tree, name), text);
}

/** Cruises a tree with the real walls and nothing but the plants (and packages of the names they import). */
function cruise(): Violation[] {
  const tree = mkdtempSync(path.join(tmpdir(), 'walls-'));
  try {
    for (const name of ['.dependency-cruiser.cjs', 'tsconfig.json'])
      cpSync(path.join(ROOT, name), path.join(tree, name));
    for (const name of ['typeorm', '@nestjs/common', 'socket.io-client', 'execa']) {
      write(
        tree,
        `node_modules/${name}/package.json`,
        JSON.stringify({ name, version: '1.0.0', main: 'index.js' }),
      );
      write(tree, `node_modules/${name}/index.js`, '');
    }
    symlinkSync(path.join(ROOT, 'node_modules/typescript'), path.join(tree, 'node_modules/typescript'));
    write(
      tree,
      'package.json',
      JSON.stringify({
        dependencies: { typeorm: '1', '@nestjs/common': '1', 'socket.io-client': '1', execa: '1' },
      }),
    );
    write(tree, 'agent/src/media/clean.ts', 'export const clean = true;\n');
    for (const [rule, files] of Object.entries(PLANTS))
      for (const [name, text] of Object.entries(files))
        write(tree, planted(rule, name), `${text}\nexport const p = 1;\n`);
    const cruiser = path.join(ROOT, 'node_modules/dependency-cruiser/bin/dependency-cruise.mjs');
    const args = [
      cruiser,
      '--config',
      '.dependency-cruiser.cjs',
      '--output-type',
      'json',
      'shared',
      'coordinator',
      'agent',
      'bin',
      'test',
    ];
    const run = spawnSync(process.execPath, args, { cwd: tree, encoding: 'utf8', maxBuffer: 2 ** 26 });
    return (JSON.parse(run.stdout) as { summary: { violations: Violation[] } }).summary.violations;
  } finally {
    rmSync(tree, { recursive: true, force: true });
  }
}

describe('the walls', () => {
  let violations: Violation[];
  beforeAll(() => {
    violations = cruise();
  }, 60_000);

  test.each(Object.entries(PLANTS))('a planted violation of %s is caught', (rule, files) => {
    const offender = planted(rule, Object.keys(files)[0] ?? '');
    expect(violations.filter((found) => found.from === offender).map((found) => found.rule.name)).toContain(
      rule,
    );
  });

  test('a clean file breaks nothing', () => {
    expect(violations.filter((found) => found.from === 'agent/src/media/clean.ts')).toEqual([]);
  });

  test('every wall that forbids has a plant', () => {
    const walls = createRequire(import.meta.url)('../../.dependency-cruiser.cjs') as {
      forbidden: { name: string }[];
    };
    // The order rules are one rule per feature, made from one list; the web walls wait for the dashboard.
    const planned = walls.forbidden
      .map((rule) => rule.name)
      .filter((name) => !/^(feature-order-|no-unresolved$)|web/.test(name));
    expect(planned.filter((name) => !(name in PLANTS))).toEqual([]);
  });
});
