// Our render as a program of its own, as an attempt of the agent is one.
import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { measure } from './measure.mjs';
import { OUT } from './options.mjs';
import { dist, tools } from './tools.mjs';

const CHILD = join(import.meta.dirname, 'render-one.mjs');

/** A function that renders a scene once; `more` goes into the job: another input, one frame, another file. */
export function ours(name, input, more = {}) {
  const file = join(OUT, `${name}.json`);
  const engine = dist('agent/src/render/index.js');
  writeFileSync(file, JSON.stringify({ engine, input, outFile: join(OUT, `${name}.mp4`), ...more }));
  return async () => {
    const run = await measure(process.execPath, [CHILD, file]);
    return { ...run, ...JSON.parse(run.stdout), seconds: run.seconds };
  };
}

/** ffmpeg that tells its progress every 10 ms instead of twice a second, to see its first frame in time. */
export function talkativeTools() {
  const file = join(OUT, 'talkative-ffmpeg.sh');
  const script = [
    '#!/bin/sh',
    'for arg do shift; [ "$last" = -stats_period ] && arg=0.01; last=$arg; set -- "$@" "$arg"; done',
    `exec '${tools.ffmpeg}' "$@"`,
  ];
  writeFileSync(file, `${script.join('\n')}\n`);
  chmodSync(file, 0o755);
  return { ...tools, ffmpeg: file };
}
