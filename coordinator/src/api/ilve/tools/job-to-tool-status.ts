import { configSchemaOf, type Tool } from '@farm/shared/tools';
import { outputToReply, type Output } from '../../../destinations/index.js';
import type { Job, JobState } from '../../../jobs/index.js';
import type { ToolMode } from '../../../tools/index.js';
import type { ToolDto, ToolJobDto, ToolProgressDto } from './tools.dto.js';

/** Clients of tools know four words and stop at the last two: a cancelled job must be one of them (C-25, 2.3). */
const STATUS: Record<JobState, string> = {
  pending: 'processing',
  rendering: 'rendering',
  completed: 'completed',
  failed: 'failed',
  cancelled: 'failed',
};

const STAGES: Record<string, string> = { pending: 'processing', cancelled: 'failed' };

/** What a tool job looks like from outside. No member is ever null: what is not known is left out. */
export function jobToToolStatus(
  job: Job,
  mode: ToolMode,
  url: string | undefined,
  outputs: readonly Output[],
): ToolJobDto {
  const error = errorOf(job);
  return {
    id: job.id,
    jobId: job.id,
    status: STATUS[job.state],
    stage: STAGES[job.stage] ?? job.stage,
    mode,
    progress: progressOf(job),
    ...(job.outputs && !job.expiredAt ? { outputKey: job.outputs.master.key } : {}),
    ...(url === undefined ? {} : { url }),
    ...(error === null ? {} : { error }),
    ...(job.failureCode === null ? {} : { failureCode: job.failureCode }),
    outputs: outputs.map(outputToReply),
    warnings: job.warnings,
    createdAt: job.createdAt.toISOString(),
    ...(job.completedAt ? { completedAt: job.completedAt.toISOString() } : {}),
    ...(job.expiredAt ? { expiredAt: job.expiredAt.toISOString() } : {}),
  };
}

const errorOf = ({ state, error }: Job): string | null =>
  state === 'cancelled' ? 'The job was cancelled.' : error;

/** Whole numbers; 100 is for files that can be fetched. Files that only sound have no frames to count. */
function progressOf({ state, progress, frames }: Job): ToolProgressDto {
  if (state === 'completed') {
    const total = Math.max(1, frames.total);
    return { done: total, total, percent: 100 };
  }
  return { done: frames.done, total: frames.total, percent: Math.min(99, Math.max(0, Math.trunc(progress))) };
}

export const toolToReply = (tool: Tool): ToolDto => ({
  id: tool.id,
  aliases: [...tool.aliases],
  title: tool.title,
  description: tool.description,
  configSchema: configSchemaOf(tool),
  configAliases: { ...tool.renames },
  example: tool.example,
});
