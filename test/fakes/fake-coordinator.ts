import {
  createServer,
  type IncomingMessage,
  type Server as HttpServer,
  type ServerResponse,
} from 'node:http';
import type { AddressInfo } from 'node:net';
import { Server, type Socket } from 'socket.io';
import {
  AGENT_EVENTS,
  AGENTS_NAMESPACE,
  COORDINATOR_EVENTS,
  type AgentAck,
  type AgentEvent,
  type AgentPayload,
  type CoordinatorAck,
  type WorkOrder,
} from '@farm/shared/wire';

type Stop = { attemptId: string; reason: 'cancelled' | 'lease-lost' };
type ReportPayload = AgentPayload<'attempt.done'> | AgentPayload<'attempt.failed'>;

/** A real socket.io server that speaks the coordinator's part, and does badly what a test asks it to. */
export class FakeCoordinator {
  readonly hellos: AgentPayload<'hello'>[] = [];
  readonly beats: AgentPayload<'beat'>[] = [];
  readonly joins: AgentPayload<'join'>[] = [];
  readonly reports: { event: string; payload: ReportPayload }[] = [];
  /** Bytes that were PUT, by key. */
  readonly stored = new Map<string, Buffer>();
  /** What the next beats are answered. */
  stops: Stop[] = [];
  drain: 'finish' | 'now' | null = null;
  verdicts: Record<string, 'keep' | 'stop'> = {};
  /** Logs as they were put together, by attempt, and the pieces as they came. */
  readonly logs = new Map<string, string>();
  readonly pieces: AgentPayload<'attempt.log'>[] = [];
  /** Pieces that are stored but not answered. */
  losePieces = 0;
  /** Reports that are received but not answered. */
  loseReports = 0;
  sayHello = 0;
  leaseLost = false;
  joinToken = 'join-me';
  credential = 'fake-credential';
  /** PUTs that are answered 503 first. */
  busyUploads = 0;
  heartbeatMs = 50;
  private http: HttpServer;
  private io: Server;
  private port = 0;

  private constructor() {
    this.http = createServer((request, response) => this.serve(request, response));
    this.io = new Server(this.http, { transports: ['websocket'] });
  }

  static async start(port = 0): Promise<FakeCoordinator> {
    const fake = new FakeCoordinator();
    await fake.listen(port);
    return fake;
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  get sockets(): Socket[] {
    return [...this.io.of(AGENTS_NAMESPACE).sockets.values()];
  }

  /** Cuts every connection without a word. */
  cut(): void {
    for (const socket of this.sockets) socket.conn.close();
  }

  /** As kill -9 and a new start on the same port: what was heard before is kept for the test to see. */
  async restart(): Promise<void> {
    const { port } = this;
    await this.stop();
    this.http = createServer((request, response) => this.serve(request, response));
    this.io = new Server(this.http, { transports: ['websocket'] });
    await this.listen(port);
  }

  async stop(): Promise<void> {
    for (const socket of this.sockets) socket.conn.close();
    this.http.closeAllConnections();
    await this.io.close();
  }

  async offer(order: WorkOrder): Promise<CoordinatorAck<'work.offer'>> {
    const answer: unknown = await this.one().timeout(5000).emitWithAck('work.offer', { order });
    return COORDINATOR_EVENTS['work.offer'].ack.parse(answer);
  }

  async send(event: 'work.stop' | 'drain' | 'probe' | 'bye', payload: unknown): Promise<unknown> {
    return this.one().timeout(5000).emitWithAck(event, payload);
  }

  private one(): Socket {
    const [socket] = this.sockets;
    if (!socket) throw new Error('no agent is connected');
    return socket;
  }

  private async listen(port: number): Promise<void> {
    this.io.of(AGENTS_NAMESPACE).use((socket, next) => {
      const auth = socket.handshake.auth as Record<string, unknown>;
      const good = auth['joinToken'] === this.joinToken || auth['credential'] === this.credential;
      next(good ? undefined : Object.assign(new Error('not valid here'), { data: { code: 'refused' } }));
    });
    this.io.of(AGENTS_NAMESPACE).on('connection', (socket) => this.welcome(socket));
    await new Promise<void>((resolve) => this.http.listen(port, '127.0.0.1', resolve));
    this.port = (this.http.address() as AddressInfo).port;
  }

  private welcome(socket: Socket): void {
    const on = <E extends AgentEvent>(
      event: E,
      answer: (payload: AgentPayload<E>) => AgentAck<E> | undefined,
    ): void => {
      const hear = (message: unknown, acknowledge: (answer: unknown) => void): void => {
        const reply = answer(AGENT_EVENTS[event].payload.parse(message) as AgentPayload<E>);
        if (reply !== undefined) acknowledge(AGENT_EVENTS[event].ack.parse(reply));
      };
      socket.on(event as string, hear);
    };
    on('join', (join) => {
      this.joins.push(join);
      return { ok: true, credential: this.credential };
    });
    on('hello', (hello) => {
      this.hellos.push(hello);
      const running = hello.running.map(({ attemptId }) => ({
        attemptId,
        verdict: this.verdicts[attemptId] ?? 'keep',
      }));
      return { ok: true, heartbeatMs: this.heartbeatMs, leaseTtlMs: 15_000, running, drain: this.drain };
    });
    on('beat', (beat) => {
      this.beats.push(beat);
      if (this.sayHello-- > 0) return { ok: false, code: 'say-hello', message: 'who are you?' };
      return { ok: true, stop: this.stops.splice(0), drain: this.drain };
    });
    on('attempt.log', (piece) => {
      this.pieces.push(piece);
      const known = this.logs.get(piece.attemptId) ?? '';
      const next = Buffer.byteLength(known) === piece.offset ? known + piece.text : known;
      this.logs.set(piece.attemptId, next);
      return this.losePieces-- > 0 ? undefined : { ok: true, next: Buffer.byteLength(next) };
    });
    const report = (event: string, payload: ReportPayload): { ok: true; applied: boolean } | undefined => {
      this.reports.push({ event, payload });
      return this.loseReports-- > 0 ? undefined : { ok: true, applied: true };
    };
    on('attempt.done', (payload) => report('attempt.done', payload));
    on('attempt.failed', (payload) => report('attempt.failed', payload));
    on('grants.upload', ({ attemptId, files }) =>
      this.leaseLost
        ? { ok: false, code: 'lease-lost', message: 'somebody else has it' }
        : {
            ok: true,
            grants: files.map(({ role, fileName }) => {
              const key = `outputs/${attemptId}/${fileName}`;
              return { role, grant: { kind: 'hand-over', url: `/put/${key}`, key } };
            }),
          },
    );
    on('grants.input', ({ keys }) => ({
      ok: true,
      grants: keys.map((key) => ({ key, grant: { url: `/get/${key}` } })),
    }));
  }

  private serve(request: IncomingMessage, response: ServerResponse): void {
    if (request.method !== 'PUT' || !request.url?.startsWith('/put/'))
      return void response.writeHead(404).end();
    const key = request.url.slice('/put/'.length);
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      if (this.busyUploads-- > 0) return void response.writeHead(503).end();
      this.stored.set(key, Buffer.concat(chunks));
      response.writeHead(200).end();
    });
  }
}
