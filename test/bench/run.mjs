// npm run bench [-- --quick] [--json] [--only typical,text,…]: renders against what ffmpeg alone needs for the same, in
// one run and in turns. `--json` prints one last line {"rows":[{"name","value","bar","ok"}]}.
import { mkdirSync } from 'node:fs';
import { againstLimit } from './render/groups/against-limit.mjs';
import { effectsGroup } from './render/groups/effects.mjs';
import { firstFrameGroup } from './render/groups/first-frame.mjs';
import { memoryGroup } from './render/groups/memory.mjs';
import { JSON_LINE, OUT, QUICK, say, wanted } from './render/options.mjs';
import { writeResults } from './render/results.mjs';
import { build } from './render/tools.mjs';

const GROUPS = {
  ...againstLimit,
  effects: effectsGroup,
  memory: memoryGroup,
  'first-frame': firstFrameGroup,
};

build();
mkdirSync(OUT, { recursive: true });
const results = {};
for (const [name, group] of Object.entries(GROUPS)) if (wanted(name)) results[name] = await group();

const rows = Object.values(results).flatMap((result) => result.rows);
// A quick run is a check, and a part is no table.
if (!QUICK && Object.keys(GROUPS).every(wanted)) writeResults(results);
for (const { name, value, bar, ok } of rows)
  say(`${ok ? 'ok    ' : 'MISSED'} ${name}: ${value} (bar ${bar})`);
if (JSON_LINE) process.stdout.write(`${JSON.stringify({ rows })}\n`);
