import type { OrderOf, ResultOf } from '@farm/shared/wire';
import { inputName } from '../../tools/index.js';
import { runSteps } from '../run-steps.js';
import { TOOL_STEPS } from '../steps/index.js';
import type { AttemptDesk } from './attempt-desk.js';
import { madeFile } from './made-file.js';

/** A tool: sources in, ffmpeg by the plan, file judged, previews of films made, everything uploaded. */
export async function runTool(order: OrderOf<'tool'>, desk: AttemptDesk): Promise<ResultOf<'tool'>> {
  const { plan, engine, sources } = order;
  const wanted = { sources, keys: Object.keys(sources), userOf: inputName };
  const start = { ...desk.context(wanted), plan, engine };
  const end = await runSteps(TOOL_STEPS, start, desk.onProgress);
  return { kind: 'tool', ...madeFile(end, desk.seconds) };
}
