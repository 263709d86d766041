import { setTimeout as timeout } from 'node:timers/promises';

/** Waits, or returns early (without an error) when the signal is aborted. */
export async function pause(ms: number, signal?: AbortSignal): Promise<void> {
  try {
    await timeout(ms, undefined, signal ? { signal } : {});
  } catch (error) {
    if (!signal?.aborted) throw error;
  }
}

/** Back-off with full jitter: between half and the whole of base · 2^attempt, never above `max`. Milliseconds. */
export function backoff(attempt: number, base: number, max: number, random = Math.random): number {
  const full = Math.min(max, base * 2 ** Math.min(attempt, 30));
  return full / 2 + (full / 2) * random();
}
