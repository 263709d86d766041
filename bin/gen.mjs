// `npm run gen`: everything that is generated and checked in, from the built coordinator.
// `npm run gen -- --check` writes nothing and fails when something would change.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { format, resolveConfig } from 'prettier';

const root = join(import.meta.dirname, '..');
const dist = join(root, 'dist');
if (!existsSync(join(dist, 'coordinator/src/generated-docs.js'))) {
  console.error('framefarm gen: dist/ is missing or old: run npm run build first.');
  process.exit(1);
}

const { generatedDocs } = await import(join(dist, 'coordinator/src/generated-docs.js'));
const check = process.argv.includes('--check');
const changed = [];
for (const [path, text] of Object.entries(await generatedDocs())) {
  const file = join(root, path);
  const tidy = await format(text, { ...(await resolveConfig(file)), filepath: file });
  if (existsSync(file) && readFileSync(file, 'utf8') === tidy) continue;
  changed.push(path);
  if (check) continue;
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, tidy);
}
if (changed.length > 0) console.log(`${check ? 'out of date' : 'written'}: ${changed.join(', ')}`);
process.exit(check && changed.length > 0 ? 1 : 0);
