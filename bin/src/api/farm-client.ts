import type { Readable } from 'node:stream';
import { setTimeout as pause } from 'node:timers/promises';
import { Agent, request, type Dispatcher } from 'undici';
import { CliError } from '../cli-error.js';
import { EXIT, type ExitCode } from '../exit-codes.js';

export interface FarmClientOptions {
  /** Address of the farm. */
  url: string;
  /** Headers that say who is calling; sent to the farm itself only. */
  identity: Record<string, string>;
  signal: AbortSignal;
  /** Seconds that a farm may be away (restart, network) before a call gives up. */
  patience: number;
  /** Called once when the farm does not answer, and once with `true` when it is back. */
  onAway?: (back: boolean) => void;
}

type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

interface Call {
  method: Method;
  /** Path on the farm, or an address it handed out. */
  target: string;
  headers?: Record<string, string>;
  /** Made anew for every try, because a stream can be read only once. */
  body?: () => string | Readable;
}

type Answer = Dispatcher.ResponseData;

/** Answers that mean "come back later": the farm is starting, stopping or busy. */
const LATER = [429, 502, 503, 504];

/** The farm's REST API as the command line uses it: every call survives a restart of the coordinator. */
export class FarmClient {
  private readonly dispatcher = new Agent({
    connect: { timeout: 5_000 },
    headersTimeout: 60_000,
    bodyTimeout: 60_000,
  });
  private away = false;

  constructor(private readonly options: FarmClientOptions) {}

  get<T>(path: string): Promise<T> {
    return this.json<T>({ method: 'GET', target: path });
  }

  post<T>(path: string, body: unknown, headers: Record<string, string> = {}): Promise<T> {
    return this.json<T>({
      method: 'POST',
      target: path,
      headers: { 'content-type': 'application/json', ...headers },
      body: () => JSON.stringify(body ?? {}),
    });
  }

  /** Changes something; `body` is sent as JSON when there is one. */
  send<T>(method: Method, path: string, body?: unknown): Promise<T> {
    if (body === undefined) return this.json<T>({ method, target: path });
    const headers = { 'content-type': 'application/json' };
    return this.json<T>({ method, target: path, headers, body: () => JSON.stringify(body) });
  }

  /** Sends a file to an address that the farm handed out; the address carries its own permission. */
  async put(address: string, size: number, contentType: string, open: () => Readable): Promise<void> {
    const headers = { 'content-type': contentType, 'content-length': String(size) };
    const answer = await this.call({ method: 'PUT', target: address, headers, body: open });
    await answer.body.dump();
  }

  /** Opens a download. */
  download(address: string): Promise<Answer> {
    return this.call({ method: 'GET', target: address });
  }

  close(): Promise<void> {
    return this.dispatcher.destroy();
  }

  private async json<T>(call: Call): Promise<T> {
    const answer = await this.call(call);
    return (await answer.body.json()) as T;
  }

  private async call(call: Call): Promise<Answer> {
    const deadline = performance.now() + this.options.patience * 1000;
    for (let wait = 250; ; wait = Math.min(wait * 2, 5_000)) {
      const result = await this.try(call);
      if (!('again' in result)) return result;
      if (performance.now() + wait > deadline) throw result.again;
      this.noteAway(true);
      await pause(Math.max(wait, result.after ?? 0), undefined, { signal: this.options.signal });
    }
  }

  private async try(call: Call): Promise<Answer | { again: CliError; after?: number }> {
    const address = new URL(call.target, `${this.options.url}/`);
    const own = address.origin === new URL(this.options.url).origin;
    let answer: Answer;
    try {
      answer = await request(address, {
        method: call.method,
        headers: { ...(own ? this.options.identity : {}), ...call.headers },
        body: call.body?.() ?? null,
        signal: this.options.signal,
        dispatcher: this.dispatcher,
      });
    } catch (error) {
      this.options.signal.throwIfAborted();
      return { again: unreachable(this.options.url, error) };
    }
    if (LATER.includes(answer.statusCode)) return tryLater(answer);
    this.noteAway(false);
    if (answer.statusCode >= 400) throw await refusal(answer);
    return answer;
  }

  private noteAway(away: boolean): void {
    if (away !== this.away) this.options.onAway?.(!away);
    this.away = away;
  }
}

async function tryLater(answer: Answer): Promise<{ again: CliError; after?: number }> {
  const after = Number(answer.headers['retry-after']);
  const again = await refusal(answer);
  return Number.isFinite(after) ? { again, after: after * 1000 } : { again };
}

function unreachable(url: string, error: unknown): CliError {
  const code = (error as NodeJS.ErrnoException).code;
  const why = code === 'ECONNREFUSED' ? 'nothing listens there' : (error as Error).message;
  return new CliError(`The farm at ${url} cannot be reached: ${why}.`, EXIT.unreachable);
}

interface Problem {
  error?: string;
  details?: { issues?: { path: string; message: string }[] };
}

async function refusal(answer: Answer): Promise<CliError> {
  const text = await answer.body.text();
  let problem: Problem = {};
  try {
    problem = JSON.parse(text) as Problem;
  } catch {
    // A proxy's page, not the farm's answer: the status has to do.
  }
  const sentence = problem.error ?? `The farm answered with status ${answer.statusCode}.`;
  const issues = (problem.details?.issues ?? []).map(({ path, message }) =>
    path ? `${path}: ${message}` : message,
  );
  return new CliError(sentence, exitCodeOf(answer.statusCode), issues);
}

function exitCodeOf(status: number): ExitCode {
  if (status === 401 || status === 403) return EXIT.noPermission;
  return LATER.includes(status) ? EXIT.unreachable : EXIT.failed;
}
