import { io, type Socket } from 'socket.io-client';
import {
  applyChange,
  LIVE_MESSAGES,
  LIVE_NAMESPACE,
  type LiveHandshake,
  type LivePicture,
} from '@farm/shared/live';
import { CliError } from '../cli-error.js';
import { EXIT } from '../exit-codes.js';

export interface LiveConnectionOptions {
  url: string;
  auth: LiveHandshake;
  /** Called with every new picture. */
  onPicture: (picture: LivePicture) => void;
  /** The farm went away (false) or is back. */
  onLink: (connected: boolean) => void;
}

/** How long the first picture may take, ms. */
const PATIENCE_MS = 15_000;

/** The line to the live feed: keeps the picture, answers each message, dials again when the farm restarts. */
export class LiveConnection {
  private readonly socket: Socket;
  private picture: LivePicture | undefined;

  constructor(private readonly options: LiveConnectionOptions) {
    this.socket = io(`${options.url}${LIVE_NAMESPACE}`, {
      auth: options.auth,
      transports: ['websocket'],
      autoConnect: false,
      reconnectionDelay: 500,
      reconnectionDelayMax: 5000,
    });
    this.socket.on('picture', (body: unknown) => this.show(LIVE_MESSAGES.picture.parse(body)));
    this.socket.on('change', (body: unknown) => {
      const next = this.picture && applyChange(this.picture, LIVE_MESSAGES.change.parse(body));
      if (next) this.show(next);
      else this.socket.emit('look');
    });
    this.socket.on('connect', () => options.onLink(true));
    this.socket.on('disconnect', (reason) => {
      options.onLink(false);
      // The library does not dial again by itself when the farm hung up on purpose.
      if (reason === 'io server disconnect') setTimeout(() => this.socket.connect(), 1000).unref();
    });
  }

  /** Resolves with the first picture; a refusal and a farm that is away are errors with their exit codes. */
  async open(signal: AbortSignal): Promise<LivePicture> {
    const { promise, resolve, reject } = withResolvers<LivePicture>();
    const late = setTimeout(() => reject(unreachable(this.options.url, 'it did not answer')), PATIENCE_MS);
    this.socket.on('connect_error', (error) => reject(this.failure(error)));
    this.socket.once('picture', () => this.picture && resolve(this.picture));
    signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true });
    this.socket.connect();
    try {
      return await promise;
    } finally {
      clearTimeout(late);
    }
  }

  /** Rejects when the farm no longer lets us watch, e.g. because the key was revoked. */
  refused(): Promise<never> {
    return new Promise((_, reject) => {
      this.socket.on('connect_error', (error) => {
        if (isRefusal(error)) reject(this.failure(error));
      });
    });
  }

  close(): void {
    this.socket.disconnect();
  }

  private show(picture: LivePicture): void {
    this.picture = picture;
    this.socket.emit('seen', picture.seq);
    this.options.onPicture(picture);
  }

  private failure(error: Error): CliError {
    return isRefusal(error)
      ? new CliError(error.message, EXIT.noPermission)
      : unreachable(this.options.url, error.message);
  }
}

/** The farm answered, and said no. */
const isRefusal = (error: Error): boolean =>
  typeof (error as Error & { data?: { code?: unknown } }).data?.code === 'string';

const unreachable = (url: string, why: string): CliError =>
  new CliError(`The live feed of ${url} cannot be reached: ${why}.`, EXIT.unreachable);

function withResolvers<T>() {
  let resolve: (value: T) => void = () => undefined;
  let reject: (error: Error) => void = () => undefined;
  const promise = new Promise<T>((yes, no) => {
    resolve = yes;
    reject = no;
  });
  return { promise, resolve, reject };
}
