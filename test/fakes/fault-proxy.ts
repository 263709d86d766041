import type { IncomingMessage, ServerResponse } from 'node:http';
import { request as ask } from 'undici';
import { hangUp, readBody } from './faults.js';
import { StorageServer } from './storage-server.js';

/** Headers that belong to one connection, not to the message. */
const HOP = new Set(['connection', 'keep-alive', 'transfer-encoding', 'expect', 'host']);

/** Stands before a server that is not ours and behaves badly for it. */
export class FaultProxy extends StorageServer {
  private constructor(private readonly target: string) {
    super();
  }

  static async start(target: string): Promise<FaultProxy> {
    return new FaultProxy(target).listen();
  }

  protected async serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const fault = this.faults.take(request);
    const body = await readBody(request, fault);
    if (fault?.status !== undefined) {
      const text = '<Error><Code>Faulty</Code><Message>As the test asked.</Message></Error>';
      response.writeHead(fault.status, { 'content-type': 'application/xml' }).end(text);
      return;
    }
    const headers = Object.entries(request.headers).filter(([name]) => !HOP.has(name));
    const answer = await ask(`${this.target}${request.url ?? '/'}`, {
      method: request.method as 'GET',
      headers: Object.fromEntries(headers),
      body: body.length > 0 || request.method === 'PUT' || request.method === 'POST' ? body : null,
    });
    const bytes = Buffer.from(await answer.body.arrayBuffer());
    if (fault?.loseAnswer) hangUp(response);
    const kept = Object.entries(answer.headers).filter(([name]) => !HOP.has(name));
    response.writeHead(answer.statusCode, Object.fromEntries(kept)).end(bytes);
  }

  protected broken(response: ServerResponse, error: unknown): void {
    response.writeHead(502).end(String(error));
  }
}
