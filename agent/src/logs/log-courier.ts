import type { Logger } from 'pino';
import { LOG_CHUNK_BYTES, type AgentAck, type AgentPayload } from '@farm/shared/wire';
import { pause } from '../platform/pause.js';
import type { AttemptLog } from './attempt-log.js';
import type { AttemptLogs } from './attempt-logs.js';

/** The line to the coordinator, as far as logs need it. */
export interface LogLine {
  readonly connected: boolean;
  ask(event: 'attempt.log', payload: AgentPayload<'attempt.log'>): Promise<AgentAck<'attempt.log'>>;
}

/** Pieces of a running attempt: how often, milliseconds, and how many at most each time. */
const EVERY_MS = 1000;
const PIECES = 4;
/** A terminal report waits so long for the end of its log. */
const PATIENCE_MS = 2000;

/** Brings logs to the coordinator: what is new every second, and the end of each before its report. */
export class LogCourier {
  private readonly busy = new Map<AttemptLog, Promise<void>>();
  private readonly timer: NodeJS.Timeout;

  constructor(
    private readonly logs: AttemptLogs,
    private readonly line: LogLine,
    private readonly logger: Logger,
  ) {
    this.timer = setInterval(() => this.wake(), EVERY_MS).unref();
  }

  stop(): void {
    clearInterval(this.timer);
  }

  get pending(): number {
    return this.logs.all().filter((log) => !log.isSent).length;
  }

  /** Sends what is new of every log. */
  wake(): void {
    if (!this.line.connected) return;
    for (const log of this.logs.all()) if (!this.busy.has(log)) void this.send(log, PIECES);
  }

  /** Ends a log and sends the rest. Resolves when it arrived, or when its report should not wait any longer. */
  async finish(log: AttemptLog, lastLines: readonly string[]): Promise<void> {
    this.logs.end(log, lastLines);
    const late = new AbortController();
    const sent = async (): Promise<void> => {
      await this.busy.get(log);
      if (this.line.connected) await this.send(log, Infinity);
    };
    await Promise.race([sent(), pause(PATIENCE_MS, late.signal)]);
    late.abort();
  }

  /** One sender for each log at a time. Never rejects: what did not arrive is sent again later. */
  private send(log: AttemptLog, pieces: number): Promise<void> {
    const sending = this.sendPieces(log, pieces)
      .catch((err: unknown) => {
        this.logger.debug({ err, attemptId: log.ref.attemptId }, 'a piece of a log was not answered');
      })
      .finally(() => this.busy.delete(log));
    this.busy.set(log, sending);
    return sending;
  }

  private async sendPieces(log: AttemptLog, pieces: number): Promise<void> {
    for (let left = pieces; left > 0 && !log.isSent; left--) {
      const { ref, sent: offset } = log;
      const text = log.read(offset, LOG_CHUNK_BYTES);
      if (text === '') break; // its file cannot be read
      const answer = await this.line.ask('attempt.log', { ...ref, offset, text });
      if (!answer.ok) {
        if (answer.code === 'internal') return;
        this.logger.warn({ attemptId: ref.attemptId, code: answer.code }, answer.message);
        return this.logs.drop(log);
      }
      log.sent = Math.min(answer.next, log.size);
      // Not stored, and nothing else wanted: asking again at once would change nothing.
      if (answer.next === offset) return;
    }
    if (log.isEnded && log.isSent) this.logs.drop(log);
  }
}
