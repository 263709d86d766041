import type { OrderOf, ResultOf } from '@farm/shared/wire';
import { RenderFailure } from '../../render/render-failure.js';
import { inputName } from '../../tools/index.js';
import { runSteps } from '../run-steps.js';
import { TOOL_STEPS } from '../steps/index.js';
import type { AttemptDesk } from './attempt-desk.js';

/** A tool: sources in, ffmpeg by the plan, file judged, previews of films made, everything uploaded. */
export async function runTool(order: OrderOf<'tool'>, desk: AttemptDesk): Promise<ResultOf<'tool'>> {
  const { plan, engine, sources } = order;
  const wanted = { sources, keys: Object.keys(sources), userOf: inputName };
  const start = { ...desk.context(wanted), plan, engine };
  const { facts, encoder, capabilities, warnings, stored } = await runSteps(
    TOOL_STEPS,
    start,
    desk.onProgress,
  );
  if (!facts || !encoder)
    throw new RenderFailure('internal', 'The tool ended without a verified file; please report this.');
  return {
    kind: 'tool',
    files: stored,
    facts,
    warnings,
    renderedWith: {
      engine: encoder.engine,
      encoder: encoder.name,
      ffmpeg: capabilities.ffmpeg.version,
      renderSeconds: encoder.seconds,
      totalSeconds: desk.seconds,
    },
  };
}
