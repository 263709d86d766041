import type { FailureCode, SlotEngine } from '@farm/shared/wire';

/** What is held against one engine of one agent. */
export interface Quarantine {
  engine: SlotEngine;
  /** Orders whose encoder failed on it one after another, without a success between them. */
  orderIds: string[];
  /** How often it was shut off in a row; 0: not yet. */
  level: number;
  /** Not used before this moment; null: it is used. */
  until: Date | null;
  /** The last failure, in a sentence. */
  message: string;
}

/** Different orders, so that one broken film proves nothing about a machine. */
const STRIKES = 3;
const FIRST_MS = 60_000;
const MAX_MS = 60 * 60_000;
/** Failures that speak of the hardware. */
const OF_HARDWARE: readonly FailureCode[] = ['encoder-failed'];

export const speaksOfHardware = (engine: SlotEngine, code: FailureCode): boolean =>
  engine !== 'cpu' && engine !== 'io' && OF_HARDWARE.includes(code);

/** `shut`: no work. `trial`: one attempt at a time, whose end decides. `open`: used as ever. */
export type Gate = 'open' | 'shut' | 'trial';

export function gate(quarantine: Quarantine | undefined, now: number): Gate {
  if (!quarantine?.until) return 'open';
  return quarantine.until.getTime() > now ? 'shut' : 'trial';
}

/** After a failure of the hardware. Each trial that fails doubles the time: 1, 2, 4 … 60 minutes. */
export function afterFailure(
  known: Quarantine | undefined,
  failed: { engine: SlotEngine; orderId: string; message: string },
  now: number,
): Quarantine {
  const { engine, orderId, message } = failed;
  const orderIds = [...new Set([...(known?.orderIds ?? []), orderId])];
  const level = known?.level ?? 0;
  const next = { engine, orderIds: orderIds.slice(-STRIKES), level, until: known?.until ?? null, message };
  switch (gate(known, now)) {
    case 'shut':
      // It had begun before.
      return next;
    case 'trial':
      return { ...next, ...shutOff(level + 1, now) };
    case 'open':
      return orderIds.length >= STRIKES ? { ...next, ...shutOff(1, now) } : next;
  }
}

/** After a success: everything is forgiven, unless it had begun before the engine was shut off. */
export const isForgiven = (known: Quarantine, now: number): boolean => gate(known, now) !== 'shut';

const shutOff = (level: number, now: number) => ({
  level,
  until: new Date(now + Math.min(MAX_MS, FIRST_MS * 2 ** Math.min(level - 1, 10))),
});
