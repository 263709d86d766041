import type { BeforeApplicationShutdown } from '@nestjs/common';
import {
  ConnectedSocket,
  MessageBody,
  SubscribeMessage,
  WebSocketGateway,
  type OnGatewayDisconnect,
  type OnGatewayInit,
} from '@nestjs/websockets';
import {
  AGENT_EVENTS,
  AGENTS_NAMESPACE,
  handshakeSchema,
  type AgentAck,
  type AgentEvent,
  type AgentPayload,
} from '@farm/shared/wire';
import type { Namespace, Socket } from 'socket.io';
import { AttemptLogsService, AttemptsService } from '../jobs/index.js';
import { EventBus } from '../platform/events/event-bus.js';
import { Readiness } from '../platform/health/readiness.js';
import { InjectLogger, type Logger } from '../platform/logger.js';
import { AgentSessions } from './agent-sessions.js';
import { AgentGrantsService } from './agent-grants.service.js';
import { AgentsService, type Door } from './agents.service.js';
import type { AgentLink } from './agent.types.js';
import { SocketLink } from './socket-link.js';

interface SocketFacts {
  door?: Door;
  link?: AgentLink;
}
type Refused = { ok: false; code: string; message: string };

/** Largest message of an agent: a hello with every filter and font is some tens of kilobytes. */
const MAX_MESSAGE_BYTES = 4 * 2 ** 20;

/** Of the time in which we leave, agents are sent away in this part. */
const SPREAD = 0.5;

/** The door of the agents: parse, call one service, answer. No rules here; see PROTOCOL.md. */
@WebSocketGateway({ namespace: AGENTS_NAMESPACE, maxHttpBufferSize: MAX_MESSAGE_BYTES, serveClient: false })
export class AgentGateway implements OnGatewayInit, OnGatewayDisconnect, BeforeApplicationShutdown {
  private namespace: Namespace | undefined;

  constructor(
    private readonly agents: AgentsService,
    private readonly attempts: AttemptsService,
    private readonly logs: AttemptLogsService,
    private readonly grants: AgentGrantsService,
    private readonly events: EventBus,
    private readonly sessions: AgentSessions,
    private readonly readiness: Readiness,
    @InjectLogger() private readonly logger: Logger,
  ) {}

  afterInit(namespace: Namespace): void {
    this.namespace = namespace;
    namespace.use((socket, next) => void this.admit(socket, next));
    this.readiness.onLeaving((withinMs) => this.sendAway(withinMs));
  }

  async handleDisconnect(socket: Socket): Promise<void> {
    const { door, link } = socket.data as SocketFacts;
    if (door?.kind === 'agent' && link) await this.agents.gone(door.agentId, link);
  }

  beforeApplicationShutdown(): void {
    for (const socket of this.namespace?.sockets.values() ?? []) sayBye(socket);
  }

  /** No new work from here; agents go one by one, so that they do not all come to one door at once. */
  private sendAway(withinMs: number): void {
    this.sessions.closing = true;
    for (const socket of this.namespace?.sockets.values() ?? [])
      setTimeout(() => sayBye(socket), withinMs * SPREAD * Math.random()).unref();
  }

  @SubscribeMessage('join')
  join(@ConnectedSocket() socket: Socket, @MessageBody() body: unknown): Promise<AgentAck<'join'>> {
    const { door } = socket.data as SocketFacts;
    return this.answer('join', body, (asked) =>
      door?.kind === 'joining'
        ? this.agents.join(door.token, asked.agentId, asked.name)
        : refuse('wrong-door', 'Only an agent that shows a join token may join.'),
    );
  }

  @SubscribeMessage('hello')
  hello(@ConnectedSocket() socket: Socket, @MessageBody() body: unknown): Promise<AgentAck<'hello'>> {
    return this.fromAgent('hello', socket, body, (agentId, hello, link) =>
      this.agents.hello(agentId, hello, link),
    );
  }

  @SubscribeMessage('beat')
  beat(@ConnectedSocket() socket: Socket, @MessageBody() body: unknown): Promise<AgentAck<'beat'>> {
    return this.fromAgent('beat', socket, body, (agentId, beat, link) =>
      this.agents.beat(agentId, beat, link),
    );
  }

  @SubscribeMessage('attempt.done')
  done(@ConnectedSocket() socket: Socket, @MessageBody() body: unknown): Promise<AgentAck<'attempt.done'>> {
    return this.fromAgent('attempt.done', socket, body, (agentId, report) =>
      this.thenRoom(agentId, this.attempts.done(agentId, report, report.result)),
    );
  }

  @SubscribeMessage('attempt.failed')
  failed(
    @ConnectedSocket() socket: Socket,
    @MessageBody() body: unknown,
  ): Promise<AgentAck<'attempt.failed'>> {
    return this.fromAgent('attempt.failed', socket, body, (agentId, report) =>
      this.thenRoom(agentId, this.attempts.failed(agentId, report, report.failure)),
    );
  }

  @SubscribeMessage('attempt.log')
  log(@ConnectedSocket() socket: Socket, @MessageBody() body: unknown): Promise<AgentAck<'attempt.log'>> {
    return this.fromAgent('attempt.log', socket, body, (agentId, piece) => this.logs.append(agentId, piece));
  }

  @SubscribeMessage('grants.upload')
  upload(
    @ConnectedSocket() socket: Socket,
    @MessageBody() body: unknown,
  ): Promise<AgentAck<'grants.upload'>> {
    return this.fromAgent('grants.upload', socket, body, (agentId, asked) =>
      this.grants.upload(agentId, asked),
    );
  }

  @SubscribeMessage('grants.input')
  input(@ConnectedSocket() socket: Socket, @MessageBody() body: unknown): Promise<AgentAck<'grants.input'>> {
    return this.fromAgent('grants.input', socket, body, (agentId, asked) =>
      this.grants.input(agentId, asked),
    );
  }

  private async admit(socket: Socket, next: (error?: Error) => void): Promise<void> {
    if (this.readiness.isLeaving)
      return next(refusal('unavailable', 'This coordinator is leaving; dial again.'));
    try {
      const handshake = handshakeSchema.safeParse(socket.handshake.auth);
      const door = handshake.success ? await this.agents.admit(handshake.data) : undefined;
      if (!door) return next(refusal('refused', 'The join token or the agent credential is not valid here.'));
      Object.assign(socket.data as SocketFacts, { door, link: new SocketLink(socket) });
      next();
    } catch (error) {
      // No database, no judgement: hanging up makes the agent dial again, a refusal would make it give up.
      this.logger.warn({ err: error }, 'a handshake could not be judged');
      socket.conn.close();
    }
  }

  private fromAgent<E extends AgentEvent>(
    event: E,
    socket: Socket,
    body: unknown,
    work: (agentId: string, payload: AgentPayload<E>, link: AgentLink) => Promise<AgentAck<E> | Refused>,
  ): Promise<AgentAck<E>> {
    const { door, link } = socket.data as SocketFacts;
    return this.answer(event, body, (payload) =>
      door?.kind === 'agent' && link
        ? work(door.agentId, payload, link)
        : refuse('wrong-door', 'Join first, then connect with the credential.'),
    );
  }

  /** A message that does not parse changes nothing; an error of ours means: keep it and send it again. */
  private async answer<E extends AgentEvent>(
    event: E,
    body: unknown,
    work: (payload: AgentPayload<E>) => Promise<AgentAck<E> | Refused>,
  ): Promise<AgentAck<E>> {
    const parsed = AGENT_EVENTS[event].payload.safeParse(body);
    try {
      const reply = parsed.success
        ? await work(parsed.data as AgentPayload<E>)
        : await refuse('bad-message', `${event}: ${parsed.error.issues.map(sentence).join('; ')}`);
      return reply as AgentAck<E>;
    } catch (error) {
      this.logger.error({ err: error, event }, 'a message of an agent could not be applied');
      return (await refuse(
        'internal',
        'The coordinator could not do this now; send it again.',
      )) as AgentAck<E>;
    }
  }

  /** A terminal report frees a slot. */
  private async thenRoom<T>(agentId: string, reply: Promise<T>): Promise<T> {
    const answered = await reply;
    void this.events.emit('agent.available', { agentId });
    return answered;
  }
}

function sayBye(socket: Socket): void {
  (socket.data as SocketFacts).link?.bye();
  socket.disconnect(true);
}

const refuse = (code: string, message: string): Promise<Refused> =>
  Promise.resolve({ ok: false, code, message });
const refusal = (code: string, message: string): Error =>
  Object.assign(new Error(message), { data: { code } });
const sentence = (issue: { path: PropertyKey[]; message: string }): string =>
  `${issue.path.map(String).join('.')}: ${issue.message}`;
