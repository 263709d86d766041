import { GrantExpired } from '../trusted-client.js';
import type { StorageAnswer } from './put-bytes.js';

/** 499: Google's answer of a session that was cancelled. */
const SPENT = [401, 403, 404, 410, 499];
const PASSING = [408, 425, 429];

/** The storage does not take the bytes. `passing`: it is busy or broken, and a later try may well do. */
export class UploadRefused extends Error {
  readonly passing: boolean;

  constructor(
    readonly status: number,
    reason: string,
  ) {
    super(`the storage answered ${status}${reason ? ` (${reason})` : ''}`);
    this.name = 'UploadRefused';
    this.passing = status >= 500 || PASSING.includes(status) || reason.startsWith('RequestTimeout');
  }
}

/** The storage says that it is done, and what it holds is not the file. */
export class UploadCorrupt extends Error {
  constructor(what: string) {
    super(`the storage holds other bytes than were sent: ${what}`);
    this.name = 'UploadCorrupt';
  }
}

/** Ends well with 2xx; 401, 403, 404 and 410 mean that the grant is spent. */
export function expectStored(answer: StorageAnswer): void {
  if (answer.status >= 200 && answer.status < 300) return;
  const reason = reasonOf(answer.text);
  if (SPENT.includes(answer.status) || reason.startsWith('ExpiredToken'))
    throw new GrantExpired(answer.status, reason);
  throw new UploadRefused(answer.status, reason);
}

/**
 * Code and message of an error answer: XML of S3 and Azure, JSON of Google and of the coordinator. Nothing else is
 * repeated: S3 puts the string that was signed into its answers.
 */
export function reasonOf(text: string): string {
  const code = /<Code>([\w.]{1,80})<\/Code>/.exec(text)?.[1];
  const message = /<Message>([^<]{1,400})/.exec(text)?.[1] ?? jsonMessage(text);
  const line = message?.split('\n')[0]?.trim().slice(0, 200).replace(/\.+$/, '');
  return [code, line].filter(Boolean).join(': ');
}

function jsonMessage(text: string): string | undefined {
  try {
    const body = JSON.parse(text) as { message?: unknown; error?: { message?: unknown } | string };
    const message = typeof body.error === 'object' ? body.error.message : (body.message ?? body.error);
    return typeof message === 'string' ? message : undefined;
  } catch {
    return undefined;
  }
}
