import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';

/**
 * How a line treats what goes through it.
 * `silent`: nothing arrives, and nobody is told (a half-open connection). `deaf`: questions arrive, answers do not, so
 * what was done already is asked for again. `slow`: late, and little at a time. `closed`: no connection is taken.
 */
export type LineManner = 'good' | 'silent' | 'deaf' | 'slow' | 'closed';

const SLOW = { delayMs: 120, pieceBytes: 16 * 1024 };

/** A TCP proxy between one agent and the coordinator: messages, grants, sources and results all go through it. */
export class BadLine {
  private readonly pairs = new Set<{ near: Socket; far: Socket }>();
  private manner: LineManner = 'good';

  private constructor(
    private readonly server: Server,
    private readonly target: number,
  ) {}

  /** `target`: port of the coordinator on this machine. */
  static async open(target: number): Promise<BadLine> {
    const server = createServer();
    const line = new BadLine(server, target);
    server.on('connection', (near) => line.join(near));
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return line;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  behave(manner: LineManner): void {
    this.manner = manner;
    if (manner === 'closed') this.cut();
  }

  /** Ends every connection on the spot; what was swallowed before is lost. */
  cut(): void {
    for (const { near, far } of this.pairs) {
      near.resetAndDestroy();
      far.resetAndDestroy();
    }
  }

  async close(): Promise<void> {
    this.server.close();
    this.cut();
    await once(this.server, 'close');
  }

  private join(near: Socket): void {
    if (this.manner === 'closed') return void near.resetAndDestroy();
    const far = connect(this.target, '127.0.0.1');
    const pair = { near, far };
    this.pairs.add(pair);
    const end = (): void => {
      this.pairs.delete(pair);
      near.destroy();
      far.destroy();
    };
    for (const socket of [near, far]) socket.on('error', end).on('close', end);
    this.carry(near, far, 'question');
    this.carry(far, near, 'answer');
  }

  /** In order, whatever the manner becomes meanwhile. */
  private carry(from: Socket, to: Socket, what: 'question' | 'answer'): void {
    let turn = Promise.resolve();
    from.on('data', (bytes: Buffer) => {
      from.pause();
      turn = turn.then(() => this.pass(bytes, to, what)).then(() => void from.resume());
    });
    from.on('end', () => void turn.then(() => to.end()));
  }

  private async pass(bytes: Buffer, to: Socket, what: 'question' | 'answer'): Promise<void> {
    if (this.manner === 'silent' || (this.manner === 'deaf' && what === 'answer')) return;
    for (let at = 0; at < bytes.length;) {
      const slow = this.manner === 'slow';
      if (slow) await new Promise((resolve) => setTimeout(resolve, SLOW.delayMs));
      const piece = bytes.subarray(at, slow ? at + SLOW.pieceBytes : undefined);
      at += piece.length;
      if (to.destroyed) return;
      to.write(piece);
    }
  }
}
