import type { OrderOf, ResultOf } from '@farm/shared/wire';
import { RenderFailure } from '../../render/render-failure.js';
import type { AttemptDesk } from './attempt-desk.js';

/** Not built yet: the order goes back with a sentence. */
export function runInspect(_order: OrderOf<'inspect'>, _desk: AttemptDesk): Promise<ResultOf<'inspect'>> {
  return Promise.reject(
    new RenderFailure('unsupported', 'Looking at assets are not supported by this agent.'),
  );
}
