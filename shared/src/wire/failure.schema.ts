import { z } from 'zod';
import type { Fault } from '../errors/index.js';

interface FailureFacts {
  fault: Fault;
  /** Can another attempt succeed? */
  retryable: boolean;
  /** Does this failure count against the order's attempts? Drains and lost leases do not say anything about the job. */
  counts: boolean;
}

/** Every way an attempt may fail. */
export const FAILURES = {
  'source-not-found': { fault: 'user', retryable: false, counts: true },
  'source-refused': { fault: 'user', retryable: false, counts: true },
  'source-undecodable': { fault: 'user', retryable: false, counts: true },
  'source-too-large': { fault: 'user', retryable: false, counts: true },
  'source-unreachable': { fault: 'upstream', retryable: true, counts: true },
  'invalid-scene': { fault: 'user', retryable: false, counts: true },
  unsupported: { fault: 'user', retryable: false, counts: true },
  'ffmpeg-failed': { fault: 'internal', retryable: true, counts: true },
  'ffmpeg-hung': { fault: 'internal', retryable: true, counts: true },
  'encoder-failed': { fault: 'internal', retryable: true, counts: true },
  'out-of-memory': { fault: 'internal', retryable: true, counts: true },
  'disk-full': { fault: 'internal', retryable: true, counts: true },
  'verify-failed': { fault: 'internal', retryable: true, counts: true },
  /** A customer's storage said no: wrong credentials, no such bucket. Trying again at once cannot help. */
  'destination-refused': { fault: 'user', retryable: false, counts: true },
  'upload-failed': { fault: 'upstream', retryable: true, counts: true },
  'timed-out': { fault: 'internal', retryable: true, counts: true },
  crashed: { fault: 'internal', retryable: true, counts: true },
  internal: { fault: 'internal', retryable: true, counts: true },
  'agent-lost': { fault: 'internal', retryable: true, counts: false },
  'agent-restarted': { fault: 'internal', retryable: true, counts: false },
  'agent-drained': { fault: 'internal', retryable: true, counts: false },
  cancelled: { fault: 'user', retryable: false, counts: false },
} as const satisfies Record<string, FailureFacts>;

export type FailureCode = keyof typeof FAILURES;
const codes = Object.keys(FAILURES) as [FailureCode, ...FailureCode[]];

export const failureSchema = z.object({
  code: z.enum(codes),
  /** One sentence for the customer: what, where (path and layer number), what to do. */
  message: z.string().max(2000),
  /** For the log: exit code, last lines of stderr, … never secrets. */
  details: z.record(z.string(), z.unknown()).optional(),
});
export type Failure = z.infer<typeof failureSchema>;
