import type { Job } from './job.types.js';
import type { JobState } from './job.state.js';

export const JOB_SORTS = ['created_at', 'duration', 'state', 'cost', 'id'] as const;
export type JobSort = (typeof JOB_SORTS)[number];

export interface JobQuery {
  states?: readonly JobState[] | undefined;
  /** Only jobs whose stage is `rendering` (true), or is another one (false). */
  drawing?: boolean | undefined;
  /** Part of the name, or the id. */
  search?: string | undefined;
  from?: Date | undefined;
  to?: Date | undefined;
  projectId?: string | undefined;
  sortBy: JobSort;
  sortOrder: 'asc' | 'desc';
  page: number;
  limit: number;
}

export interface JobPage {
  jobs: Job[];
  total: number;
}

/** How many renders of a workspace are where; `drawing` is the part of `rendering` that makes frames now. */
export type JobCounts = Record<JobState | 'drawing', number>;

/** Engine -> seconds of wall clock that attempts at a job have taken there, failed ones included. */
export type EngineSeconds = Record<string, number>;
