import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { SAMPLES } from '../../setup/samples.js';

/** A customer's server with one sound, for films that have one. */
export class Sounds {
  private constructor(private readonly server: Server) {}

  static async open(): Promise<Sounds> {
    const bytes = readFileSync(join(SAMPLES, 'tone.wav'));
    const server = createServer((_, response) => response.setHeader('content-type', 'audio/wav').end(bytes));
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return new Sounds(server);
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}/tone.wav`;
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }
}
