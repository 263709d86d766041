import { io, type Socket } from 'socket.io-client';
import {
  applyChange,
  LIVE_MESSAGES,
  LIVE_NAMESPACE,
  type LiveChange,
  type LiveHandshake,
  type LivePicture,
} from '../../shared/src/live/index.js';
import { eventually } from './fake-agent.js';

export interface WatcherOptions {
  /** False: messages are taken and not answered, as by a page that is busy. */
  answers?: boolean;
}

/** A dashboard over a real socket: checks every message against its schema and keeps the picture. */
export class LiveWatcher {
  /** Every message as it came, with the moment. */
  readonly messages: { name: 'picture' | 'change'; body: LivePicture | LiveChange; at: number }[] = [];
  picture: LivePicture | undefined;
  answers: boolean;
  private constructor(
    private readonly socket: Socket,
    { answers = true }: WatcherOptions,
  ) {
    this.answers = answers;
    socket.on('picture', (body: unknown) => this.take('picture', LIVE_MESSAGES.picture.parse(body)));
    socket.on('change', (body: unknown) => this.take('change', LIVE_MESSAGES.change.parse(body)));
  }

  /** Connects; rejects with the farm's sentence when it is refused. */
  static async open(
    url: string,
    auth: LiveHandshake | object,
    options: WatcherOptions = {},
  ): Promise<LiveWatcher> {
    const socket = io(`${url}${LIVE_NAMESPACE}`, {
      auth,
      transports: ['websocket'],
      reconnection: false,
      forceNew: true,
      autoConnect: false,
    });
    const watcher = new LiveWatcher(socket, options);
    const settled = new Promise<void>((resolve, reject) => {
      socket.once('connect', resolve);
      socket.once('connect_error', (error) => {
        socket.disconnect();
        reject(error);
      });
    });
    socket.connect();
    await settled;
    return watcher;
  }

  get connected(): boolean {
    return this.socket.connected;
  }

  get changes(): LiveChange[] {
    return this.messages.filter(({ name }) => name === 'change').map(({ body }) => body as LiveChange);
  }

  /** The first picture. */
  first(): Promise<LivePicture> {
    return eventually('the picture', () => this.picture);
  }

  /** What `look` finds in the picture, as soon as it does. */
  until<T>(what: string, look: (picture: LivePicture) => T | undefined): Promise<T> {
    return eventually(what, () => (this.picture ? look(this.picture) : undefined));
  }

  /** Says which picture it shows; answers everything that was left unanswered. */
  seen(seq = this.picture?.seq): void {
    this.socket.emit('seen', seq);
  }

  say(name: string, body?: unknown): void {
    this.socket.emit(name, body);
  }

  close(): void {
    this.socket.disconnect();
  }

  private take(name: 'picture' | 'change', body: LivePicture | LiveChange): void {
    this.messages.push({ name, body, at: performance.now() });
    const next =
      name === 'picture'
        ? (body as LivePicture)
        : this.picture && applyChange(this.picture, body as LiveChange);
    if (!next)
      throw new Error(`a change does not fit the picture ${this.picture?.seq}: ${JSON.stringify(body)}`);
    this.picture = next;
    if (this.answers) this.seen(next.seq);
  }
}
