// The first section of RESULTS.md: what a full run measured. What was measured in other ways stands below it.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { RUNS } from './options.mjs';
import { machine } from './tools.mjs';

const FILE = join(import.meta.dirname, '..', 'RESULTS.md');
const START = '<!-- written by npm run bench: renders -->';
const END = '<!-- end of what npm run bench wrote -->';

const seconds = ({ seconds: wall, cpu }) => `${wall.toFixed(2)} (${cpu.toFixed(2)})`;

function detailLine([name, { detail }]) {
  const { limit, ours, length } = detail;
  const ratio = (ours.cpu / limit.cpu).toFixed(2);
  return `| ${name} | ${length} | ${seconds(limit)} | ${seconds(ours)} | ${ratio} | ${limit.megabytes} | ${ours.megabytes} |`;
}

/** `results`: by name of the group, its rows and perhaps the detail of a comparison with a limit. */
export function writeResults(results) {
  const groups = Object.entries(results);
  const rows = groups.flatMap(([, group]) => group.rows);
  const text = [
    START,
    `${machine()} · medians of ${RUNS} runs, in turns`,
    '',
    '| row | value | bar | |',
    '|---|---|---|---|',
    ...rows.map(({ name, value, bar, ok }) => `| ${name} | ${value} | ${bar} | ${ok ? 'ok' : 'missed'} |`),
    '',
    '| scene | length s | limit s (processor s) | ours s (processor s) | processor × | limit MB | ours MB |',
    '|---|---|---|---|---|---|---|',
    ...groups.filter(([, group]) => group.detail).map(detailLine),
    END,
  ].join('\n');
  const before = existsSync(FILE) ? readFileSync(FILE, 'utf8') : `# Bench results\n\n${START}${END}\n`;
  const [from, to] = [before.indexOf(START), before.indexOf(END)];
  if (from === -1 || to === -1)
    throw new Error(`${FILE} has lost the marks between which results are written.`);
  writeFileSync(FILE, before.slice(0, from) + text + before.slice(to + END.length));
}
