import type { IncomingMessage, ServerResponse } from 'node:http';
import { setTimeout as wait } from 'node:timers/promises';

/** Which requests a fault is for; by default those that bring bytes. */
export type Match = (request: IncomingMessage) => boolean;
const BRINGS_BYTES: Match = (request) =>
  request.method === 'PUT' && Number(request.headers['content-length'] ?? 0) > 0;

export interface Fault {
  match: Match;
  /** How often; Infinity for always. */
  times: number;
  status?: number;
  /** Bytes of the body that arrive before the line is cut. */
  cutAfter?: number;
  /** Milliseconds before each piece of the body is taken. */
  slowMs?: number;
  /** Nothing of the body is taken before this resolves. */
  gate?: Promise<void>;
  /** One bit of the body changes on the way. */
  flip?: true;
  /** All is done as asked, and the line is cut before the answer. */
  loseAnswer?: true;
}

/** The bytes that had arrived when a line was cut. */
export class LineCut extends Error {
  constructor(readonly arrived: Buffer) {
    super('the fake cut the line');
  }
}

/** What a storage server does badly when a test asks it to. Faults are used up in the order in which they were added. */
export class Faults {
  /** How far this server's clock is ahead, milliseconds: grants seem older than they are. */
  clockMs = 0;
  private list: Fault[] = [];

  now(): number {
    return Date.now() + this.clockMs;
  }

  answer(status: number, times = 1, match = BRINGS_BYTES): void {
    this.list.push({ match, times, status });
  }

  cut(afterBytes: number, times = 1, match = BRINGS_BYTES): void {
    this.list.push({ match, times, cutAfter: afterBytes });
  }

  slow(slowMs: number, times = Infinity, match = BRINGS_BYTES): void {
    this.list.push({ match, times, slowMs });
  }

  flip(times = 1, match = BRINGS_BYTES): void {
    this.list.push({ match, times, flip: true });
  }

  loseAnswer(times = 1, match = BRINGS_BYTES): void {
    this.list.push({ match, times, loseAnswer: true });
  }

  /** Holds a request until the answered function is called. `reached` resolves when one is there. */
  hold(match = BRINGS_BYTES): { reached: Promise<void>; release: () => void } {
    let release: () => void = () => undefined;
    let arrive: () => void = () => undefined;
    const gate = new Promise<void>((resolve) => (release = resolve));
    const reached = new Promise<void>((resolve) => (arrive = resolve));
    const matches: Match = (request) => {
      const found = match(request);
      if (found) arrive();
      return found;
    };
    this.list.push({ match: matches, times: 1, gate });
    return { reached, release: () => release() };
  }

  /** How many of the asked for faults have not been met; those for ever do not count. */
  left(): number {
    return this.list.reduce((sum, { times }) => sum + (times === Infinity ? 0 : times), 0);
  }

  clear(): void {
    this.list = [];
    this.clockMs = 0;
  }

  /** The fault of this request, which then counts as used. */
  take(request: IncomingMessage): Fault | undefined {
    const fault = this.list.find(({ match, times }) => times > 0 && match(request));
    if (fault) fault.times--;
    return fault;
  }
}

/** A request's body as its fault lets it through. Throws LineCut. */
export async function readBody(request: IncomingMessage, fault?: Fault): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  const cutAfter = fault?.cutAfter ?? Infinity;
  await fault?.gate;
  if (cutAfter > 0)
    for await (const chunk of request) {
      if (fault?.slowMs) await wait(fault.slowMs);
      chunks.push(chunk as Buffer);
      if ((size += (chunk as Buffer).length) >= cutAfter) break;
    }
  if (cutAfter < Infinity) throw new LineCut(Buffer.concat(chunks).subarray(0, cutAfter));
  const body = Buffer.concat(chunks);
  if (fault?.flip) body[0] = (body[0] ?? 0) ^ 1;
  return body;
}

/** Ends the connection without an answer. */
export function hangUp(response: ServerResponse): void {
  response.socket?.destroy();
}
