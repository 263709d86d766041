import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

// Jest loads CommonJS; Nest 12 and others are ESM only. Find every installed package that says
// "type": "module" and let swc turn just those into CommonJS, in tests only. The list is cached by lockfile age.
const root = fileURLToPath(new URL('.', import.meta.url));
function esmPackages() {
  const lock = `${root}node_modules/.package-lock.json`;
  const cache = `${root}node_modules/.cache/esm-packages.json`;
  if (existsSync(cache) && statSync(cache).mtimeMs > statSync(lock).mtimeMs)
    return JSON.parse(readFileSync(cache, 'utf8'));
  const esm = new Set();
  (function walk(dir) {
    if (!existsSync(dir)) return;
    for (const entry of readdirSync(dir)) {
      if (entry.startsWith('.')) continue;
      const names = entry.startsWith('@')
        ? readdirSync(`${dir}/${entry}`).map((name) => `${entry}/${name}`)
        : [entry];
      for (const name of names) {
        try {
          if (JSON.parse(readFileSync(`${dir}/${name}/package.json`, 'utf8')).type === 'module')
            esm.add(name);
        } catch {
          // not a package
        }
        walk(`${dir}/${name}/node_modules`);
      }
    }
  })(`${root}node_modules`);
  mkdirSync(`${root}node_modules/.cache`, { recursive: true });
  writeFileSync(cache, JSON.stringify([...esm]));
  return [...esm];
}

const swc = [
  '@swc/jest',
  {
    swcrc: false,
    module: { type: 'commonjs' },
    jsc: {
      target: 'es2022',
      keepClassNames: true,
      parser: { syntax: 'typescript', decorators: true },
      transform: { legacyDecorator: true, decoratorMetadata: true },
    },
  },
];

// gaxios is CommonJS that imports an ESM package when it is first used.
const esmNames = [...esmPackages(), 'gaxios'].map((name) => name.replace(/[.]/g, '\\.')).join('|');

const size = (displayName, testMatch, more = {}) => ({
  displayName,
  rootDir: root,
  testMatch,
  testEnvironment: 'node',
  moduleNameMapper: {
    '^@farm/shared/(.*)$': '<rootDir>/shared/src/$1/index.ts',
    '^(\\.{1,2}/.*)\\.js$': ['$1.ts', '$1.js', '$1'],
    '^unicorn-magic$': '<rootDir>/node_modules/unicorn-magic/node.js',
  },
  transformIgnorePatterns: [`/node_modules/(?!(?:.*/node_modules/)?(?:${esmNames})/)`],
  transform: { '^.+\\.(ts|m?js)$': swc },
  modulePathIgnorePatterns: ['<rootDir>/dist'],
  ...more,
});

// Five sizes of test, one runner; see test/README.md for what each may use.
export default {
  projects: [
    size('unit', ['<rootDir>/{shared,coordinator,agent,bin}/**/*.spec.ts']),
    size('contract', ['<rootDir>/test/contract/**/*.contract.ts']),
    size('medium', ['<rootDir>/test/medium/**/*.spec.ts'], {
      globalSetup: '<rootDir>/test/setup/database.ts',
      globalTeardown: '<rootDir>/test/setup/database-teardown.ts',
    }),
    size('e2e', ['<rootDir>/test/e2e/**/*.e2e.ts'], { globalSetup: '<rootDir>/test/setup/samples.ts' }),
    size('media', ['<rootDir>/test/media/**/*.media.ts'], { globalSetup: '<rootDir>/test/setup/samples.ts' }),
  ],
};
