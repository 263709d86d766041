type Fault = 'user' | 'upstream' | 'internal';

interface CodeFacts {
  /** HTTP status of the answer. */
  status: number;
  fault: Fault;
  /** One sentence for the documentation. */
  meaning: string;
}

/** Every error an API caller can see. The docs table is generated from here. */
export const ERROR_CODES = {
  'bad-request': {
    status: 400,
    fault: 'user',
    meaning: 'The request is not of the form the operation takes.',
  },
  'invalid-document': {
    status: 400,
    fault: 'user',
    meaning: 'The document has problems; details.issues lists each with its path.',
  },
  'idempotency-key-invalid': {
    status: 400,
    fault: 'user',
    meaning: 'The Idempotency-Key is empty or longer than 128 characters.',
  },
  unauthorized: { status: 401, fault: 'user', meaning: 'Credentials are missing or not valid.' },
  'insufficient-credits': {
    status: 402,
    fault: 'user',
    meaning: 'The quota of the workspace does not allow this; details say what it costs and what is left.',
  },
  forbidden: {
    status: 403,
    fault: 'user',
    meaning: 'The credentials are valid but lack the right for this.',
  },
  'not-found': { status: 404, fault: 'user', meaning: 'There is no such thing in this workspace.' },
  'not-ready': { status: 404, fault: 'user', meaning: 'The render exists but has no file yet.' },
  conflict: { status: 409, fault: 'user', meaning: 'The thing is in a state that does not allow this.' },
  'idempotency-key-reused': {
    status: 409,
    fault: 'user',
    meaning: 'The Idempotency-Key was used with another body.',
  },
  expired: {
    status: 410,
    fault: 'user',
    meaning: 'The files of the render were deleted by a retention rule; details.expiredAt says when.',
  },
  'too-large': { status: 413, fault: 'user', meaning: 'The body is larger than the limit.' },
  'rate-limited': {
    status: 429,
    fault: 'user',
    meaning: 'Too many requests; Retry-After says when to come back.',
  },
  unavailable: {
    status: 503,
    fault: 'internal',
    meaning:
      'The farm is starting, stopping or has no storage; details.reason disk-full: it takes nothing in for now.',
  },
  internal: {
    status: 500,
    fault: 'internal',
    meaning: 'Something on our side failed; the log has the request id.',
  },
} as const satisfies Record<string, CodeFacts>;

export type FarmErrorCode = keyof typeof ERROR_CODES;
