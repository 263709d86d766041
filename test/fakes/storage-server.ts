import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Faults, hangUp, LineCut } from './faults.js';

/** One request as its log shows it. */
export interface Seen {
  method: string;
  /** Path and query. */
  url: string;
  status: number;
}

/** A storage server on a real socket: the part that all three fakes have in common. */
export abstract class StorageServer {
  readonly faults = new Faults();
  /** Every request that was answered, in the order of the answers. */
  readonly seen: Seen[] = [];
  private readonly server: Server;

  constructor() {
    this.server = createServer((request, response) => void this.receive(request, response));
  }

  async listen(): Promise<this> {
    await new Promise<void>((resolve) => this.server.listen(0, '127.0.0.1', resolve));
    return this;
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  /** Answered requests of a method whose URL has this in it. */
  count(method: string, part = ''): number {
    return this.seen.filter((one) => one.method === method && one.url.includes(part)).length;
  }

  protected abstract serve(request: IncomingMessage, response: ServerResponse): Promise<void>;
  /** How this protocol says that the server itself is at fault. */
  protected abstract broken(response: ServerResponse, error: unknown): void;

  private async receive(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { method = '', url = '' } = request;
    response.on('finish', () => this.seen.push({ method, url, status: response.statusCode }));
    try {
      await this.serve(request, response);
    } catch (error) {
      if (error instanceof LineCut || request.socket.destroyed || response.headersSent) hangUp(response);
      else this.broken(response, error);
      // The rest of the body is taken and dropped, so that the answer is not lost to a reset.
      request.resume();
    }
  }
}
