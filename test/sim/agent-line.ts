import { io, type Socket } from 'socket.io-client';
import {
  AGENT_EVENTS,
  AGENTS_NAMESPACE,
  COORDINATOR_EVENTS,
  type AgentAck,
  type AgentEvent,
  type AgentPayload,
  type CoordinatorAck,
  type CoordinatorPayload,
  type WorkOrder,
} from '../../shared/src/wire/index.js';

/** Longest wait for an answer, ms. */
const PATIENCE_MS = 20_000;

export type OfferAck = CoordinatorAck<'work.offer'>;

export interface LineEvents {
  /** undefined: no answer. */
  offer(order: WorkOrder): Promise<OfferAck | undefined>;
  stop(order: CoordinatorPayload<'work.stop'>): void;
  /** The line is gone. */
  lost(line: AgentLine): void;
}

/** One real socket of one pretended agent. */
export class AgentLine {
  private constructor(
    private readonly socket: Socket,
    private readonly check: boolean,
  ) {}

  static async dial(
    url: string,
    auth: Record<string, unknown>,
    events: LineEvents,
    check: boolean,
  ): Promise<AgentLine> {
    const socket = io(`${url}${AGENTS_NAMESPACE}`, {
      ...{ auth, transports: ['websocket'], reconnection: false, forceNew: true },
    });
    const line = new AgentLine(socket, check);
    line.listen(events);
    await new Promise<void>((resolve, reject) => {
      socket.once('connect', resolve);
      const failed = (error: Error): void => {
        socket.disconnect();
        reject(error);
      };
      socket.once('connect_error', failed);
      // A coordinator without its database hangs up before it has judged the handshake.
      socket.io.once('close', () => failed(new Error('the line was closed')));
    });
    socket.once('disconnect', () => events.lost(line));
    return line;
  }

  get connected(): boolean {
    return this.socket.connected;
  }

  async ask<E extends AgentEvent>(event: E, payload: AgentPayload<E>): Promise<AgentAck<E>> {
    if (this.check) AGENT_EVENTS[event].payload.parse(payload);
    const answer: unknown = await this.socket.timeout(PATIENCE_MS).emitWithAck(event, payload);
    return (this.check ? AGENT_EVENTS[event].ack.parse(answer) : answer) as AgentAck<E>;
  }

  /** Hangs up without a word. */
  cut(): void {
    this.socket.io.engine.close();
  }

  private listen(events: LineEvents): void {
    this.socket.on('work.offer', (message: unknown, answer: (ack: OfferAck) => void) => {
      const { order } = this.check
        ? COORDINATOR_EVENTS['work.offer'].payload.parse(message)
        : (message as CoordinatorPayload<'work.offer'>);
      void events.offer(order).then((ack) => ack && answer(ack));
    });
    this.socket.on(
      'work.stop',
      (message: CoordinatorPayload<'work.stop'>, answer: (ack: unknown) => void) => {
        events.stop(message);
        answer({ ok: true });
      },
    );
    this.socket.on('drain', (_message: unknown, answer: (ack: unknown) => void) => answer({ ok: true }));
    this.socket.on('bye', (_message: unknown, answer: (ack: unknown) => void) => answer({ ok: true }));
  }
}
