import type { Response } from 'express';

/** Whether nobody listens to this answer any more. */
export const isGone = (response: Response): boolean => response.closed || response.destroyed;

/** Raised when the caller goes away (or the answer is sent). */
export function goneSignal(response: Response): AbortSignal {
  const gone = new AbortController();
  if (isGone(response)) gone.abort();
  else response.once('close', () => gone.abort());
  return gone.signal;
}
