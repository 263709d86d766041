import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Received {
  path: string;
  headers: Record<string, string | string[] | undefined>;
  body: string;
  payload: Record<string, unknown>;
}
type Answer = (response: ServerResponse, request: IncomingMessage) => void;

/** A customer's server: real HTTP, keeps what it was sent, answers as the test says. */
export class FakeReceiver {
  readonly received: Received[] = [];
  /** How requests are answered; an `undefined` answer leaves the caller waiting. */
  answer: Answer = (response) => void response.writeHead(200).end('thanks');

  private constructor(private readonly server: Server) {}

  static async open(): Promise<FakeReceiver> {
    const server = createServer();
    const receiver = new FakeReceiver(server);
    server.on('request', (request, response) => receiver.take(request, response));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return receiver;
  }

  url(path: string): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}${path}`;
  }

  /** What came to one path. */
  at(path: string): Received[] {
    return this.received.filter((one) => one.path === path);
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private take(request: IncomingMessage, response: ServerResponse): void {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const body = Buffer.concat(chunks).toString();
      const payload = JSON.parse(body) as Record<string, unknown>;
      this.received.push({ path: request.url ?? '', headers: request.headers, body, payload });
      this.answer(response, request);
    });
  }
}
