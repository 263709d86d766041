import type { OrderOf, ResultOf } from '@farm/shared/wire';
import { RenderFailure } from '../../render/render-failure.js';
import { inputsOf } from '../layer-names.js';
import { runSteps } from '../run-steps.js';
import { WHOLE_STEPS } from '../steps/index.js';
import type { AttemptDesk } from './attempt-desk.js';

/** A whole render: sources in, plan run, file judged, previews made, everything uploaded. */
export async function runWhole(order: OrderOf<'whole'>, desk: AttemptDesk): Promise<ResultOf<'whole'>> {
  const { scene, engine } = order;
  const keepMaster = order.keepMaster ?? false;
  const start = { ...desk.context(inputsOf(scene)), scene, engine, keepMaster };
  const { facts, encoder, capabilities, warnings, stored } = await runSteps(
    WHOLE_STEPS,
    start,
    desk.onProgress,
  );
  if (!facts || !encoder)
    throw new RenderFailure('internal', 'The render ended without a verified file; please report this.');
  return {
    kind: 'whole',
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
