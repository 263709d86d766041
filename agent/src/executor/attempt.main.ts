import { RenderFailure } from '../render/render-failure.js';
import { toFailure } from './failure.js';
import { GrantDesk } from './grant-desk.js';
import type { ToChild, ToParent } from './ipc.js';
import { journal } from '../platform/journal.js';
import { LineBudget } from './line-budget.js';
import { runOrder } from './run-order.js';

/**
 * Child side of one attempt. The parent started it as the leader of a process group; when the parent dies (the channel
 * closes) the whole group dies with it, so that no ffmpeg is left behind. The next daemon sweeps the folder.
 */
process.on('disconnect', () => {
  try {
    process.kill(-process.pid, 'SIGKILL');
  } catch {
    process.exit(1); // not a group leader: started by hand
  }
});

const send = (message: ToParent): void => {
  process.send?.(message, () => undefined);
};
const desk = new GrantDesk(send);
const budget = new LineBudget();
journal.listen((line) => {
  const leftOut = budget.take(line);
  if (leftOut !== undefined) send({ type: 'line', line, leftOut });
});

async function begin(start: Extract<ToChild, { type: 'start' }>): Promise<void> {
  let last: ToParent;
  try {
    const result = await runOrder(start, desk, (progress) => send({ type: 'progress', progress }));
    last = { type: 'done', result };
  } catch (error) {
    if (!(error instanceof RenderFailure))
      process.stderr.write(`${(error as Error).stack ?? String(error)}\n`);
    last = { type: 'failed', failure: toFailure(error) };
  }
  process.send?.(last, () => process.exit(0));
}

process.on('message', (message) => {
  const said = message as ToChild;
  if (!desk.take(said) && said.type === 'start') void begin(said);
});
