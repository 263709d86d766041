import type { FAILURES } from '@farm/shared/wire';
import { type Failure, type FailureCode } from '@farm/shared/wire';
import { RenderFailure } from '../render/render-failure.js';
import { hideSecrets } from '../platform/hide-secrets.js';

const DISK_FULL = ['ENOSPC', 'EDQUOT'];

/** The error and everything it was caused by. */
function chain(error: unknown): unknown[] {
  const links: unknown[] = [];
  for (
    let one = error;
    one !== undefined && links.length < 10;
    one = one instanceof Error ? one.cause : undefined
  )
    links.push(one);
  return links;
}

/** A full disk, wherever in the chain of causes it shows. */
export function isDiskFull(error: unknown): boolean {
  return chain(error).some((one) => DISK_FULL.includes(String((one as { code?: unknown } | null)?.code)));
}

/** Any error -> failure code of the wire. */
export function toFailure(error: unknown): Failure {
  if (isDiskFull(error)) return failure('disk-full', DISK_SENTENCE);
  const typed = chain(error).find((one) => one instanceof RenderFailure);
  if (typed) {
    const { code, message, details } = typed.toFailure();
    return failure(code, message, details);
  }
  const text = error instanceof Error ? error.message : String(error);
  return failure('internal', 'The agent failed while it made this video; its log has the details.', {
    error: hideSecrets(text),
    stack: error instanceof Error ? hideSecrets(error.stack ?? '').slice(0, 4000) : undefined,
  });
}

const DISK_SENTENCE = "The agent's work disk is full; the work is tried again where there is room.";

export function failure(code: FailureCode, message: string, details?: Record<string, unknown>): Failure {
  const clean = hideSecrets(message).slice(0, 2000);
  return { code, message: clean, ...(details && Object.keys(details).length > 0 ? { details } : {}) };
}

/** Ways in which a parent ends its child, and what the customer is told. */
export function endedByParent(cause: EndCause, facts: Record<string, unknown> = {}): Failure {
  return failure(cause, END_SENTENCES[cause], facts);
}

const END_SENTENCES = {
  cancelled: 'The render was cancelled.',
  'agent-drained': 'The agent was taken out of service before it could finish; the work is done elsewhere.',
  'timed-out': 'The render took longer than the farm allows; make the scene shorter or raise the wall limit.',
  'out-of-memory': 'The render needed more memory than the agent grants; make the scene smaller or simpler.',
  'ffmpeg-hung': 'The render made no progress for too long and was stopped.',
  'disk-full': DISK_SENTENCE,
  crashed: 'The render process ended unexpectedly.',
} as const satisfies Partial<Record<FailureCode, string>>;
export type EndCause = keyof typeof END_SENTENCES & keyof typeof FAILURES;
