import { io, type Socket } from 'socket.io-client';
import {
  AGENT_EVENTS,
  AGENTS_NAMESPACE,
  COORDINATOR_EVENTS,
  type AgentAck,
  type AgentEvent,
  type AgentPayload,
  type CoordinatorAck,
  type CoordinatorEvent,
  type CoordinatorPayload,
  type Handshake,
} from '@farm/shared/wire';

/** No answer within this time is no answer. Milliseconds. */
export const ACK_MS = 10_000;

export interface DialTimes {
  /** First and longest pause between dials, milliseconds; jittered by half. */
  reconnectMs: number;
  reconnectMaxMs: number;
}

/** The answers to what the coordinator sends. */
export type Replies = {
  [E in CoordinatorEvent]: (payload: CoordinatorPayload<E>) => Promise<CoordinatorAck<E>>;
};

/** One socket to the coordinator: every message is checked against its schema in both directions. */
export class WireSocket {
  private readonly socket: Socket;
  /** Index of the address that is dialled or connected. */
  private at = 0;

  constructor(
    private readonly urls: readonly [string, ...string[]],
    auth: Handshake,
    times: DialTimes,
  ) {
    this.socket = io(`${this.url}${AGENTS_NAMESPACE}`, {
      auth,
      autoConnect: false,
      transports: ['websocket'],
      reconnectionDelay: times.reconnectMs,
      reconnectionDelayMax: times.reconnectMaxMs,
      randomizationFactor: 0.5,
      timeout: 10_000,
    });
    this.socket.io.on('reconnect_attempt', () => this.turn());
  }

  /** The coordinator's address that is dialled or connected. */
  get url(): string {
    return this.urls[this.at] ?? this.urls[0];
  }

  get connected(): boolean {
    return this.socket.connected;
  }

  dial(): void {
    this.socket.connect();
  }

  /** Gives up this line, which may be dead without knowing it, and dials the next address. */
  dialNext(): void {
    this.socket.disconnect();
    this.turn();
    this.socket.connect();
  }

  /** The next dial goes to the next address. socket.io knows no list; it reads its one address at every dial. */
  private turn(): void {
    if (this.urls.length === 1) return;
    this.at = (this.at + 1) % this.urls.length;
    Reflect.set(this.socket.io, 'uri', `${this.url}${AGENTS_NAMESPACE}`);
  }

  hangUp(): void {
    this.socket.disconnect();
  }

  onConnect(then: () => void): void {
    this.socket.on('connect', then);
  }

  onDisconnect(then: (reason: string) => void): void {
    this.socket.on('disconnect', then);
  }

  /** Nobody answers; socket.io dials again by itself. */
  onUnreachable(then: (reason: string) => void): void {
    this.socket.on('connect_error', (error) => {
      if (this.socket.active) then(error.message);
    });
  }

  /** The handshake was refused; socket.io does not dial again. `final`: asking again would not help. */
  onRefused(then: (reason: string, final: boolean) => void): void {
    this.socket.on('connect_error', (error) => {
      const code = (error as Error & { data?: { code?: unknown } }).data?.code;
      if (!this.socket.active) then(error.message, code !== 'unavailable');
    });
  }

  /** Sends a message and waits for its answer. Rejects without one, or when the answer is not of the protocol. */
  async ask<E extends AgentEvent>(event: E, payload: AgentPayload<E>, ackMs = ACK_MS): Promise<AgentAck<E>> {
    if (!this.socket.connected) throw new Error('there is no connection to the coordinator');
    const checked = AGENT_EVENTS[event].payload.parse(payload);
    const answer: unknown = await this.socket.timeout(ackMs).emitWithAck(event, checked);
    return AGENT_EVENTS[event].ack.parse(answer) as AgentAck<E>;
  }

  /** Answers the coordinator's messages; one that does not parse is refused and changes nothing. */
  answer(replies: Replies, onTrouble: (event: string, error: unknown) => void): void {
    for (const event of Object.keys(COORDINATOR_EVENTS) as CoordinatorEvent[])
      this.socket.on(event, (message: unknown, acknowledge?: (answer: unknown) => void) => {
        void this.reply(event, message, replies, onTrouble).then((answer) => acknowledge?.(answer));
      });
  }

  private async reply<E extends CoordinatorEvent>(
    event: E,
    message: unknown,
    replies: Replies,
    onTrouble: (event: string, error: unknown) => void,
  ): Promise<unknown> {
    const parsed = COORDINATOR_EVENTS[event].payload.safeParse(message);
    if (!parsed.success) {
      onTrouble(event, parsed.error);
      return badMessage(event, parsed.error.message);
    }
    try {
      const answer = await replies[event](parsed.data as CoordinatorPayload<E>);
      return COORDINATOR_EVENTS[event].ack.parse(answer);
    } catch (error) {
      onTrouble(event, error);
      return badMessage(event, 'the agent failed to serve this message; its log has more');
    }
  }
}

function badMessage(event: CoordinatorEvent, message: string): unknown {
  return event === 'work.offer'
    ? { accepted: false, reason: 'invalid', message: message.slice(0, 500) }
    : { ok: false, code: 'bad-message', message: message.slice(0, 500) };
}
