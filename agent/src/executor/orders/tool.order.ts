import type { OrderOf, ResultOf } from '@farm/shared/wire';
import { RenderFailure } from '../../render/render-failure.js';
import type { AttemptDesk } from './attempt-desk.js';

/** Not built yet: the order goes back with a sentence. */
export function runTool(_order: OrderOf<'tool'>, _desk: AttemptDesk): Promise<ResultOf<'tool'>> {
  return Promise.reject(new RenderFailure('unsupported', 'Tools are not supported by this agent.'));
}
