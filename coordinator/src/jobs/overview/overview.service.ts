import { Injectable } from '@nestjs/common';
import type { SlotEngine } from '@farm/shared/wire';
import type { JobState } from '../job.state.js';
import { OverviewRepository } from './overview.repository.js';
import type { JobName, QueueCount, WorkOf, WorkOverview } from './overview.types.js';

/** What a picture of a farm holds at most; counts say how long the queue really is. */
const MOST_JOBS_OF_WORKSPACE = 50;
/** Workspaces that nobody watches, in a picture of the farm. */
const MOST_WORKSPACES = 100;
const MOST_ATTEMPTS = 2000;
const MOST_ORDERS = 4000;

/** The work of the farm as watchers see it; changes nothing. */
@Injectable()
export class OverviewService {
  constructor(private readonly rows: OverviewRepository) {}

  /** Four questions, however many watch and however much waits. */
  async look(of: WorkOf): Promise<WorkOverview> {
    const queue = await this.rows.queue(of);
    const watched = new Set(of.workspaceIds);
    const busy = [...new Set(queue.map(({ workspaceId }) => workspaceId))];
    const others = busy.filter((id) => !watched.has(id)).slice(0, MOST_WORKSPACES);
    const shown = [...busy.filter((id) => watched.has(id)), ...others];
    const jobs = await this.rows.jobs(shown, MOST_JOBS_OF_WORKSPACE);
    const started = jobs.filter(({ state }) => state === 'rendering').map(({ id }) => id);
    const attempts = await this.rows.attempts(of, MOST_ATTEMPTS);
    const orders = started.length === 0 ? [] : await this.rows.orders(started, of, MOST_ORDERS);
    return { queue, jobs, attempts, orders };
  }

  queue(): Promise<QueueCount[]> {
    return this.rows.queue({ farm: true, workspaceIds: [] });
  }

  names(jobIds: readonly string[]): Promise<Map<string, JobName>> {
    return jobIds.length === 0 ? Promise.resolve(new Map()) : this.rows.names(jobIds);
  }

  /** Slots that are taken, farm-wide. */
  taken(): Promise<{ engine: SlotEngine; count: number }[]> {
    return this.rows.taken();
  }

  unfinished(): Promise<{ kind: string; state: JobState; count: number }[]> {
    return this.rows.unfinished();
  }
}
