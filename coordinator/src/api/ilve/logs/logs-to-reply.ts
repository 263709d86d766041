import type { Job, LoggedAttempt, LogPart } from '../../../jobs/index.js';
import type { LogAttemptDto, LogsDto } from './logs.dto.js';

/** What was found of a log. */
export interface LogView {
  job: Job;
  attempts: readonly LoggedAttempt[];
  part: LogPart;
  ended: boolean;
  /** Names of the agents by id, as far as they may be shown. */
  agents: ReadonlyMap<string, string>;
}

/** A log as programs read it. */
export function logsToReply({ job, attempts, part, ended, agents }: LogView): LogsDto {
  const numbers = numbersOf(attempts);
  return {
    jobId: job.id,
    status: job.state,
    attempts: attempts.map((attempt) => toAttempt(attempt, agents)),
    entries: part.entries.map(({ attemptId, startsAt, text }) => ({
      attempt: numbers.get(attemptId) ?? 0,
      offset: startsAt,
      text,
    })),
    nextOffset: part.next,
    more: part.more,
    ended,
  };
}

/** A log as people read it: where the attempt changes, a line says which one follows. */
export function logsToText(view: LogView, isOneAttempt: boolean): string {
  const { attempts, part, agents } = view;
  const known = new Map(attempts.map((attempt) => [attempt.id, attempt]));
  return part.entries
    .map(({ attemptId, text }, index) => {
      const attempt = known.get(attemptId);
      // Who reads on inside the log of an attempt has read its headline.
      const goesOn = isOneAttempt || !attempt || (index === 0 && part.before === attemptId);
      return goesOn ? text : `${headline(attempt, agents)}\n${text}`;
    })
    .join('');
}

function headline({ number, kind, engine, agentId }: LoggedAttempt, agents: LogView['agents']): string {
  const agent = agents.get(agentId);
  return `== attempt ${number}: ${kind} (${engine})${agent === undefined ? '' : ` on ${agent}`} ==`;
}

const numbersOf = (attempts: readonly LoggedAttempt[]): Map<string, number> =>
  new Map(attempts.map(({ id, number }) => [id, number]));

function toAttempt(attempt: LoggedAttempt, agents: LogView['agents']): LogAttemptDto {
  const { number, kind, agentId, engine, state, createdAt, endedAt, failure, bytes } = attempt;
  return {
    number,
    order: kind,
    agent: agents.get(agentId) ?? null,
    engine,
    state,
    startedAt: createdAt.toISOString(),
    endedAt: endedAt?.toISOString() ?? null,
    failure: failure && { code: failure.code, message: failure.message },
    bytes,
  };
}
