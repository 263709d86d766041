import { RenderFailure } from '../../render/render-failure.js';

/** What the customer asked cannot be done with this input; trying again changes nothing. */
export const refusal = (message: string): RenderFailure => new RenderFailure('unsupported', message);
