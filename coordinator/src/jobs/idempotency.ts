import { createHash } from 'node:crypto';
import { stableJson } from '@farm/shared/lang';

/** Longest Idempotency-Key (ilve-api.md 1.0). */
export const MAX_KEY_LENGTH = 128;
/** Window in which a key replays its job. */
export const REPLAY_WINDOW_MS = 24 * 3600 * 1000;

/** Equal bodies give equal hashes whatever the order of their members. */
export function hashBody(body: unknown): string {
  return createHash('sha256').update(stableJson(body)).digest('hex');
}
