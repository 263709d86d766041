import { Injectable } from '@nestjs/common';
import { FarmError } from '@farm/shared/errors';
import { AgentsService } from '../../../farm/index.js';
import {
  AttemptLogsService,
  isFinalJobState,
  JobsService,
  LogWatch,
  type Job,
  type LoggedAttempt,
} from '../../../jobs/index.js';
import type { LogView } from './logs-to-reply.js';

export interface LogWish {
  /** Number of the only attempt that is wanted. */
  attempt: number | undefined;
  /** Bytes to skip. */
  offset: number;
  /** Longest wait for something new, milliseconds; 0: answer at once. */
  waitMs: number;
  gone: AbortSignal;
  /** Machines are shown to the operator of the farm only. */
  withAgents: boolean;
}

/** The log of a job, or of one attempt at it, perhaps after a wait. */
@Injectable()
export class LogViews {
  constructor(
    private readonly jobs: JobsService,
    private readonly logs: AttemptLogsService,
    private readonly watch: LogWatch,
    private readonly agents: AgentsService,
  ) {}

  /** `job` was read with its workspace; it is read again after each piece of news. */
  async read(job: Job, wish: LogWish): Promise<LogView> {
    const isNews = ({ part, ended }: Seen): boolean => part.entries.length > 0 || ended;
    const seen = await this.watch.until(job, () => this.look(job, wish), isNews, wish);
    const ids = wish.withAgents ? seen.attempts.map(({ agentId }) => agentId) : [];
    return { ...seen, agents: await this.agents.namesOf(ids) };
  }

  private async look({ workspaceId, id }: Job, { attempt: number, offset }: LogWish): Promise<Seen> {
    // The state first: what a job that has ended has to tell is there.
    const job = await this.jobs.require(workspaceId, id);
    const only =
      number === undefined ? undefined : find(await this.logs.attemptsOf(id, { number }), number, job);
    const part = await this.logs.read({ jobId: id, attemptId: only?.id, offset });
    const ids = [...new Set(part.entries.map(({ attemptId }) => attemptId))];
    const attempts = await this.logs.attemptsOf(id, { number, ids });
    const isOver = only ? only.endedAt !== null : isFinalJobState(job.state);
    return { job, attempts, part, ended: isOver && !part.more };
  }
}

type Seen = Omit<LogView, 'agents'>;

function find(attempts: readonly LoggedAttempt[], number: number, { id }: Job): LoggedAttempt {
  const found = attempts.find((attempt) => attempt.number === number);
  if (found) return found;
  const known = attempts.map((attempt) => attempt.number).join(', ') || 'none yet';
  throw new FarmError('not-found', `Job ${id} has no attempt with this number; it has: ${known}.`);
}
