import { COORDINATOR_EVENTS, type AttemptRef, type CoordinatorAck, type WorkOrder } from '@farm/shared/wire';
import type { Socket } from 'socket.io';
import type { AgentLink, Drain, StopReason } from './agent.types.js';

/** An agent decides on an offer without looking at its media: seconds are plenty. */
const OFFER_TIMEOUT_MS = 5000;

/** The line to an agent over its socket. */
export class SocketLink implements AgentLink {
  constructor(private readonly socket: Socket) {}

  async offer(order: WorkOrder): Promise<CoordinatorAck<'work.offer'> | undefined> {
    try {
      const answer: unknown = await this.socket
        .timeout(OFFER_TIMEOUT_MS)
        .emitWithAck('work.offer', { order });
      const parsed = COORDINATOR_EVENTS['work.offer'].ack.safeParse(answer);
      return parsed.success
        ? parsed.data
        : { accepted: false, reason: 'invalid', message: 'The answer to the offer could not be read.' };
    } catch {
      return undefined;
    }
  }

  stop(ref: AttemptRef, reason: StopReason): void {
    this.socket.emit('work.stop', { ...ref, reason }, noAnswerNeeded);
  }

  drain(mode: Drain | 'off'): void {
    this.socket.emit('drain', { mode }, noAnswerNeeded);
  }

  probe(): void {
    this.socket.emit('probe', {}, noAnswerNeeded);
  }

  bye(): void {
    this.socket.emit('bye', {}, noAnswerNeeded);
  }

  close(): void {
    this.socket.disconnect(true);
  }
}

/** Agents answer every message; for these the answer changes nothing. */
const noAnswerNeeded = (): void => undefined;
