import type { Dispatcher } from 'undici';
import type { AttemptRef, WorkOrder } from '../../shared/src/wire/index.js';
import type { Journal } from './journal.js';
import type { Random } from './seeded.js';

/** What the agents of a fleet share. */
export interface FleetTools {
  url: () => string;
  joinToken: string;
  journal: Journal;
  random: Random;
  check: boolean;
  /** Places for renders, and for what encodes nothing. */
  slots: number;
  ioSlots: number;
  dispatcher: Dispatcher;
  /** For how long to pretend to render, ms. */
  renderMs: () => number;
  /** Shares of messages that go wrong, 0..1. */
  faults: { ackLost: number; reportAckLost: number; duplicate: number; fails: (orderId: string) => boolean };
  /** Does work wait that nobody was offered yet? */
  workWaits: () => boolean;
}

export const refOf = ({ attemptId, orderId, token }: AttemptRef): AttemptRef => ({
  attemptId,
  orderId,
  token,
});

export type Lane = 'render' | 'io';
export const laneOf = ({ engine }: WorkOrder): Lane => (engine === 'io' ? 'io' : 'render');
