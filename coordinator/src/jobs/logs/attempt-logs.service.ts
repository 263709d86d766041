import { Injectable } from '@nestjs/common';
import { LOG_MOST_BYTES, type AgentAck, type AgentPayload } from '@farm/shared/wire';
import { Clock } from '../../platform/clock.js';
import { isUuid } from '../../platform/crypto/ids.js';
import { Transactions } from '../../platform/database/transaction.js';
import { EventBus } from '../../platform/events/event-bus.js';
import { AttemptsRepository } from '../orders/attempts.repository.js';
import { AttemptLogsRepository } from './attempt-logs.repository.js';
import { logPart, ownsLog } from './log-part.policy.js';
import type { LoggedAttempt, LogPart, LogRange, WantedAttempts } from './log.types.js';

/** Logs of attempts: taken from agents piece by piece, shown to the owner of the job. */
@Injectable()
export class AttemptLogsService {
  constructor(
    private readonly rows: AttemptLogsRepository,
    private readonly attempts: AttemptsRepository,
    private readonly transactions: Transactions,
    private readonly events: EventBus,
    private readonly clock: Clock,
  ) {}

  /** A piece may come twice, late or after a gap: it is stored once, at its place, or the place wanted is said. */
  async append(agentId: string, piece: AgentPayload<'attempt.log'>): Promise<AgentAck<'attempt.log'>> {
    const attempt = isUuid(piece.attemptId) ? await this.attempts.get(piece.attemptId) : undefined;
    if (!attempt || !ownsLog(attempt, piece, agentId))
      return refuse('unknown', 'This agent has no attempt with this id and token; its log is not kept.');
    const { offset, text } = piece;
    const sizeBytes = Buffer.byteLength(text);
    if (offset + sizeBytes > LOG_MOST_BYTES)
      return refuse(
        'log-full',
        `The log of an attempt holds at most ${LOG_MOST_BYTES} bytes; the rest is not kept.`,
      );
    const { id: attemptId, jobId } = attempt;
    const added = { attemptId, jobId, offset, sizeBytes, text, receivedAt: this.clock.date() };
    const { next, stored } = await this.transactions.run((tx) => this.rows.append(added, tx));
    if (stored) await this.events.emit('attempt.logged', { jobId, attemptId });
    return { ok: true, next };
  }

  /** The attempts of a job that an agent took up, with the size of their logs. Ask for the job by its workspace first. */
  attemptsOf(jobId: string, also: WantedAttempts = {}): Promise<LoggedAttempt[]> {
    return this.rows.attemptsOf(jobId, also);
  }

  async read(range: LogRange): Promise<LogPart> {
    const { pieces, end } = await this.rows.read(range);
    return logPart(pieces, range.offset, end);
  }
}

const refuse = (code: string, message: string) => ({ ok: false as const, code, message });
