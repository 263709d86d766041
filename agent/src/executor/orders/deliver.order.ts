import type { OrderOf, ResultOf } from '@farm/shared/wire';
import { RenderFailure } from '../../render/render-failure.js';
import type { AttemptDesk } from './attempt-desk.js';

/** Not built yet: the order goes back with a sentence. */
export function runDeliver(_order: OrderOf<'deliver'>, _desk: AttemptDesk): Promise<ResultOf<'deliver'>> {
  return Promise.reject(new RenderFailure('unsupported', 'Deliveries are not supported by this agent.'));
}
