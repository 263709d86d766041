import cliProgress from 'cli-progress';
import { note } from './output.js';

/** A moving bar on a terminal; a line for every tenth where there is none. */
export interface Progress {
  /** `percent` 0 to 100, `stage` in a word or two. */
  update(percent: number, stage: string): void;
  stop(): void;
}

export const silence: Progress = { update: () => undefined, stop: () => undefined };

export function showProgress(label: string): Progress {
  return process.stderr.isTTY ? movingBar(label) : plainLines(label);
}

function movingBar(label: string): Progress {
  const bar = new cliProgress.SingleBar({
    format: `${label} [{bar}] {percentage}%  {stage}`,
    barCompleteChar: '█',
    barIncompleteChar: '░',
    barsize: 32,
    hideCursor: true,
    clearOnComplete: false,
    stream: process.stderr,
    gracefulExit: false,
  });
  bar.start(100, 0, { stage: '' });
  return {
    update: (percent, stage) => bar.update(Math.floor(percent), { stage }),
    stop: () => bar.stop(),
  };
}

function plainLines(label: string): Progress {
  let last = '';
  return {
    update(percent, stage) {
      const line = `${label} ${Math.floor(percent / 10) * 10}%  ${stage}`;
      if (line !== last) note(line);
      last = line;
    },
    stop: () => undefined,
  };
}
