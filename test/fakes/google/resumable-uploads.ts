import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { hangUp, LineCut, readBody, type Faults } from '../faults.js';
import { GoogleError } from './google-error.js';

/** What a session keeps: whole units of it. */
const UNIT = 256 * 1024;

interface Session {
  kept: Buffer;
  /** Announced by X-Upload-Content-Length, or by the first range that names it. */
  total: number | undefined;
  /** Stores the object; the answer is its JSON. */
  store: (bytes: Buffer) => object;
  object?: object;
  cancelled?: true;
}

/**
 * Upload sessions of Google's APIs. The address of a session is its only credential.
 * https://cloud.google.com/storage/docs/performing-resumable-uploads and
 * https://developers.google.com/workspace/drive/api/guides/manage-uploads#resumable
 */
export class ResumableUploads {
  private readonly sessions = new Map<string, Session>();

  /** `gone`: what a session that expired is answered; Cloud Storage says 410, Drive 404. */
  constructor(
    private readonly faults: Faults,
    private readonly gone: 404 | 410,
  ) {}

  /** All sessions expire. */
  loseAll(): void {
    this.sessions.clear();
  }

  get open(): number {
    return [...this.sessions.values()].filter(({ object, cancelled }) => !object && !cancelled).length;
  }

  /** Begins one; the answer is what goes after upload_id=. */
  begin(request: IncomingMessage, store: Session['store']): string {
    const length = request.headers['x-upload-content-length'];
    const id = `fake-${randomUUID()}`;
    this.sessions.set(id, {
      kept: Buffer.alloc(0),
      total: length === undefined ? undefined : Number(length),
      store,
    });
    return id;
  }

  async serve(id: string, request: IncomingMessage, response: ServerResponse): Promise<void> {
    const fault = this.faults.take(request);
    const session = this.sessions.get(id);
    if (!session) throw new GoogleError(this.gone, 'notFound', 'The upload session has expired.');
    if (request.method === 'DELETE') session.cancelled = true;
    if (session.cancelled) return void response.writeHead(499, { 'content-length': '0' }).end();
    if (request.method !== 'PUT') throw new GoogleError(405, 'methodNotAllowed', 'Method not allowed.');
    if (fault?.status !== undefined)
      throw new GoogleError(fault.status, 'backendError', 'As the test asked.');
    const range = readRange(request);
    if (range.total !== undefined) this.fix(session, range.total);
    try {
      const body = await readBody(request, fault);
      if (!session.object && range.start !== undefined) this.take(session, range.start, range.end, body);
    } catch (error) {
      if (error instanceof LineCut && range.start !== undefined && range.start <= session.kept.length)
        this.keep(session, range.start, error.arrived, false);
      throw error;
    }
    if (fault?.loseAnswer) hangUp(response);
    answer(session, response);
  }

  private fix(session: Session, total: number): void {
    if (session.total !== undefined && session.total !== total)
      throw new GoogleError(
        400,
        'invalid',
        `The total size ${total} is not the ${session.total} that was announced.`,
      );
    session.total = total;
    if (total === session.kept.length && !session.object) session.object = session.store(session.kept);
  }

  private take(session: Session, start: number, end: number | undefined, body: Buffer): void {
    if (end !== undefined && body.length !== end - start + 1)
      throw new GoogleError(400, 'invalid', 'Content-Length and Content-Range do not agree.');
    if (start > session.kept.length)
      throw new GoogleError(400, 'invalid', `Bytes ${session.kept.length}-${start - 1} are missing.`);
    const isLast =
      end === undefined || (session.total !== undefined && start + body.length === session.total);
    if (!isLast && body.length % UNIT !== 0)
      throw new GoogleError(
        400,
        'invalid',
        `All chunks but the last are multiples of ${UNIT} bytes; this one has ${body.length}.`,
      );
    this.keep(session, start, body, isLast);
    if (isLast) session.object = session.store(session.kept);
  }

  private keep(session: Session, start: number, body: Buffer, isLast: boolean): void {
    const all = Buffer.concat([session.kept, body.subarray(session.kept.length - start)]);
    if (session.total !== undefined && all.length > session.total)
      throw new GoogleError(400, 'invalid', 'These are more bytes than were announced.');
    session.kept = isLast ? all : all.subarray(0, Math.floor(all.length / UNIT) * UNIT);
  }
}

interface Range {
  /** Undefined: only a question. */
  start: number | undefined;
  end: number | undefined;
  total: number | undefined;
}

function readRange({ headers }: IncomingMessage): Range {
  const text = headers['content-range'];
  if (text === undefined) return { start: 0, end: undefined, total: undefined };
  const found = /^bytes (?:(\d+)-(\d+)|\*)\/(\d+|\*)$/.exec(text);
  if (!found) throw new GoogleError(400, 'invalid', 'Failed to parse Content-Range header.');
  const number = (part: string | undefined) =>
    part === undefined || part === '*' ? undefined : Number(part);
  return { start: number(found[1]), end: number(found[2]), total: number(found[3]) };
}

function answer({ object, kept }: Session, response: ServerResponse): void {
  if (object)
    return void response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(object));
  const range = kept.length > 0 ? { range: `bytes=0-${kept.length - 1}` } : {};
  response.writeHead(308, { ...range, 'content-length': '0' }).end();
}
