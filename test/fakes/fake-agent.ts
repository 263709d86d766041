import { createHash, randomUUID } from 'node:crypto';
import { io, type Socket } from 'socket.io-client';
import {
  AGENT_EVENTS,
  AGENTS_NAMESPACE,
  COORDINATOR_EVENTS,
  WIRE_VERSION,
  type AgentAck,
  type AgentEvent,
  type AgentPayload,
  type AttemptRef,
  type Capabilities,
  type CoordinatorAck,
  type CoordinatorPayload,
  type Engine,
  type FailureCode,
  type FileResult,
  type FileRole,
  type ResultFile,
  type Phase,
  type Slots,
  type WorkOrder,
  type WorkResult,
} from '../../shared/src/wire/index.js';

type OfferAck = CoordinatorAck<'work.offer'>;
type Stop = CoordinatorPayload<'work.stop'>;

export interface FakeAgentOptions {
  url: string;
  /** For a new agent. */
  joinToken?: string;
  name?: string;
  slots?: Slots;
  /** Engines whose H.264 encoder works here. */
  engines?: Engine[];
  maxSide?: number;
  /** Containers and codecs besides H.264 with AAC in MP4, by engine. */
  makes?: Capabilities['makes'];
  labels?: string[];
  version?: string;
  /** How offers are answered; absent: all are accepted. Answering nothing is `undefined`. */
  onOffer?: (order: WorkOrder) => OfferAck | undefined | Promise<OfferAck | undefined>;
}

/** Longest wait for anything that a test waits for. */
const PATIENCE_MS = 15_000;
const ACCEPT: OfferAck = { accepted: true };

/** Polls until `look` answers something; for what the other side does in its own time. */
export async function eventually<T>(
  what: string,
  look: () => T | undefined | Promise<T | undefined>,
): Promise<T> {
  const end = Date.now() + PATIENCE_MS;
  for (;;) {
    const seen = await look();
    if (seen !== undefined && seen !== false) return seen;
    if (Date.now() > end) throw new Error(`waited ${PATIENCE_MS} ms in vain for: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 15));
  }
}

/**
 * The other side of the coordinator: speaks the protocol over a real socket, renders nothing. Tests say when it
 * beats, reports, drops its line or dies. Every message is checked against the schemas in both directions.
 */
export class FakeAgent {
  readonly agentId: string = randomUUID();
  bootId: string = randomUUID();
  credential: string | undefined;
  /** Offers as they came, and what was asked to stop. */
  readonly offers: WorkOrder[] = [];
  readonly stops: Stop[] = [];
  readonly drains: string[] = [];
  byes = 0;
  /** How often it was asked to measure its encoders. */
  probes = 0;
  private socket: Socket | undefined;

  constructor(private readonly options: FakeAgentOptions) {}

  /** Joins, connects and says hello. */
  static async ready(options: FakeAgentOptions): Promise<FakeAgent> {
    const agent = new FakeAgent(options);
    await agent.join();
    await agent.connect();
    const ack = await agent.hello();
    if (!ack.ok) throw new Error(`hello was refused: ${ack.message}`);
    return agent;
  }

  async join(): Promise<AgentAck<'join'>> {
    const socket = await this.open({ joinToken: this.options.joinToken });
    const ack = await this.ask('join', { agentId: this.agentId, name: this.name }, socket);
    socket.disconnect();
    if (ack.ok) this.credential = ack.credential;
    return ack;
  }

  /** Opens the line; rejects with the coordinator's sentence when it is refused. */
  async connect(url = this.options.url): Promise<void> {
    this.socket = await this.open({ agentId: this.agentId, credential: this.credential }, url);
  }

  hello(running: AttemptRef[] = []): Promise<AgentAck<'hello'>> {
    return this.ask('hello', {
      bootId: this.bootId,
      version: this.options.version ?? WIRE_VERSION,
      agentVersion: '0.1.0',
      name: this.name,
      inventory: { ...INVENTORY, labels: this.options.labels ?? [] },
      capabilities: {
        ...capabilities(this.options.engines ?? ['cpu'], this.options.maxSide ?? 8192),
        ...(this.options.makes ? { makes: this.options.makes } : {}),
      },
      slots: this.options.slots ?? [{ engine: 'cpu', count: 1 }],
      running,
    });
  }

  beat(
    attempts: { order: WorkOrder; percent: number; phase?: Phase; framesDone?: number }[] = [],
    more: Partial<AgentPayload<'beat'>> = {},
  ): Promise<AgentAck<'beat'>> {
    return this.ask('beat', {
      bootId: this.bootId,
      attempts: attempts.map(({ order, percent, phase, framesDone }) => ({
        ...refOf(order),
        progress: {
          phase: phase ?? 'rendering',
          percent,
          framesDone: framesDone ?? percent,
          framesTotal: 100,
        },
      })),
      load: 0.5,
      diskFreeBytes: 10 ** 11,
      accepting: true,
      ...more,
    });
  }

  /** The offer number `index` (from 0), as soon as it came. */
  offer(index = 0): Promise<WorkOrder> {
    return eventually(`offer ${index}`, () => this.offers[index]);
  }

  /** Uploads one file and answers it as results name it. */
  async uploadOne(order: WorkOrder, role: FileRole, fileName: string, content: string): Promise<ResultFile> {
    const body = Buffer.from(content);
    const contentType = 'video/mp4';
    const ack = await this.ask('grants.upload', {
      ...refOf(order),
      files: [{ role, fileName, sizeBytes: body.length, contentType }],
    });
    const grant = ack.ok ? ack.grants[0]?.grant : undefined;
    if (grant?.kind !== 'hand-over') throw new Error(`no place for ${fileName}: ${JSON.stringify(ack)}`);
    const sha256 = createHash('sha256').update(body).digest('hex');
    const put = await fetch(new URL(grant.url, this.options.url), {
      method: 'PUT',
      headers: { 'x-content-sha256': sha256 },
      body: new Uint8Array(body),
    });
    if (!put.ok) throw new Error(`the upload was answered ${put.status}`);
    return { role, key: grant.key, sizeBytes: body.length, sha256, contentType };
  }

  /** Asks for grants, hands over a master and a poster, and answers the result that names them. */
  async upload(
    order: WorkOrder,
    content = `video of ${order.attemptId}`,
    master = { fileName: 'master.mp4', contentType: 'video/mp4' },
  ): Promise<FileResult> {
    const bodies: Record<'master' | 'poster', Buffer> = {
      master: Buffer.from(content),
      poster: Buffer.from('poster'),
    };
    const wanted = [
      { role: 'master' as const, ...master },
      { role: 'poster' as const, fileName: 'poster.jpg', contentType: 'image/jpeg' },
    ];
    const ack = await this.ask('grants.upload', {
      ...refOf(order),
      files: wanted.map((file) => ({ ...file, sizeBytes: bodies[file.role].length })),
    });
    if (!ack.ok) throw new Error(`${ack.code}: ${ack.message}`);
    const files = [];
    for (const { role, grant } of ack.grants) {
      const body = bodies[role as 'master' | 'poster'];
      const sha256 = createHash('sha256').update(body).digest('hex');
      if (grant.kind !== 'hand-over' && grant.kind !== 'put-url')
        throw new Error(`this fake takes no grant of the kind ${grant.kind}`);
      const response = await fetch(new URL(grant.url, this.options.url), {
        method: 'PUT',
        headers: grant.kind === 'hand-over' ? { 'x-content-sha256': sha256 } : filled(grant.headers, body),
        body: new Uint8Array(body),
      });
      if (!response.ok)
        throw new Error(`the upload was answered ${response.status}: ${await response.text()}`);
      const contentType = wanted.find((file) => file.role === role)?.contentType ?? '';
      files.push({ role: role as FileRole, key: grant.key, sizeBytes: body.length, sha256, contentType });
    }
    return resultOf(order, files);
  }

  done(order: WorkOrder, result: WorkResult): Promise<AgentAck<'attempt.done'>> {
    return this.ask('attempt.done', { ...refOf(order), result });
  }

  /** The whole of a good attempt: files, then the report. */
  async finish(order: WorkOrder): Promise<AgentAck<'attempt.done'>> {
    return this.done(order, await this.upload(order));
  }

  fail(order: WorkOrder, code: FailureCode, message = 'It broke.'): Promise<AgentAck<'attempt.failed'>> {
    return this.ask('attempt.failed', { ...refOf(order), failure: { code, message } });
  }

  /** The line breaks; the process lives. */
  drop(): void {
    this.socket?.disconnect();
    this.socket = undefined;
  }

  /** The process dies and a new one starts: nothing runs any more. */
  die(): void {
    this.drop();
    this.bootId = randomUUID();
  }

  get connected(): boolean {
    return this.socket?.connected ?? false;
  }

  async ask<E extends AgentEvent>(
    event: E,
    payload: AgentPayload<E>,
    socket = this.socket,
  ): Promise<AgentAck<E>> {
    if (!socket) throw new Error('the fake agent is not connected');
    const checked = AGENT_EVENTS[event].payload.parse(payload);
    const answer: unknown = await socket.timeout(PATIENCE_MS).emitWithAck(event, checked);
    return AGENT_EVENTS[event].ack.parse(answer) as AgentAck<E>;
  }

  /** Sends anything, also what no schema allows. */
  async askRaw(event: string, payload: unknown): Promise<unknown> {
    return this.socket?.timeout(PATIENCE_MS).emitWithAck(event, payload);
  }

  private get name(): string {
    return this.options.name ?? 'fake';
  }

  private async open(auth: Record<string, unknown>, url = this.options.url): Promise<Socket> {
    const socket = io(`${url}${AGENTS_NAMESPACE}`, {
      auth,
      transports: ['websocket'],
      reconnection: false,
      forceNew: true,
    });
    this.listen(socket);
    await new Promise<void>((resolve, reject) => {
      socket.once('connect', resolve);
      socket.once('connect_error', (error) => {
        socket.disconnect();
        reject(error);
      });
    });
    return socket;
  }

  private listen(socket: Socket): void {
    socket.on('work.offer', (message: unknown, answer: (ack: OfferAck) => void) => {
      const { order } = COORDINATOR_EVENTS['work.offer'].payload.parse(message);
      this.offers.push(order);
      void Promise.resolve(this.options.onOffer ? this.options.onOffer(order) : ACCEPT).then(
        (ack) => ack && answer(ack),
      );
    });
    socket.on('work.stop', (message: unknown, answer: (ack: { ok: true }) => void) => {
      this.stops.push(COORDINATOR_EVENTS['work.stop'].payload.parse(message));
      answer({ ok: true });
    });
    socket.on('drain', (message: unknown, answer: (ack: { ok: true }) => void) => {
      this.drains.push(COORDINATOR_EVENTS.drain.payload.parse(message).mode);
      answer({ ok: true });
    });
    socket.on('probe', (_message: unknown, answer: (ack: { ok: true }) => void) => {
      this.probes++;
      answer({ ok: true });
    });
    socket.on('bye', () => this.byes++);
  }
}

export const refOf = (order: WorkOrder): AttemptRef => ({
  attemptId: order.attemptId,
  orderId: order.orderId,
  token: order.token,
});

export function resultOf(order: WorkOrder, files: ResultFile[]): FileResult {
  if (order.kind !== 'whole' && order.kind !== 'tool' && order.kind !== 'stitch')
    throw new Error(`this fake has no result for ${order.kind} orders`);
  const { width, height, fps } =
    order.kind === 'whole'
      ? order.scene
      : order.kind === 'stitch'
        ? order
        : { width: 640, height: 360, fps: { num: 30, den: 1 } };
  return {
    kind: order.kind,
    files,
    facts: {
      width,
      height,
      fps: fps.num / fps.den,
      frames: 60,
      duration: 2,
      videoCodec: 'h264',
      audioCodec: null,
    },
    warnings: [],
    renderedWith: {
      engine: order.kind === 'stitch' ? 'cpu' : order.engine,
      encoder: order.kind === 'stitch' ? 'copy' : 'libx264',
      ffmpeg: '8.0',
      renderSeconds: 1,
      totalSeconds: 2,
    },
  };
}

const INVENTORY = {
  hostname: 'fake',
  os: 'linux',
  arch: 'x64',
  cpu: 'none',
  cores: 2,
  memoryBytes: 2 ** 32,
  gpus: [],
  fonts: 0,
  labels: [],
};

function capabilities(engines: Engine[], maxSide: number): Capabilities {
  return {
    ffmpeg: { path: '/usr/bin/ffmpeg', version: '8.0', origin: 'system' },
    ffprobe: { path: '/usr/bin/ffprobe', version: '8.0' },
    encoders: engines.map((engine) => ({
      name: engine === 'cpu' ? 'libx264' : `h264_${engine}`,
      codec: 'h264',
      engine,
      available: true,
    })),
    filters: [],
    decoders: [],
    maxWidth: maxSide,
    maxHeight: maxSide,
  };
}

/** The coordinator leaves sums for the agent to fill in. */
const filled = (headers: Record<string, string>, body: Buffer): Record<string, string> => ({
  ...headers,
  ...('content-md5' in headers ? { 'content-md5': createHash('md5').update(body).digest('base64') } : {}),
});
