import { Injectable } from '@nestjs/common';
import { FarmError } from '@farm/shared/errors';
import { EventBus } from '../platform/events/event-bus.js';
import { JobsRepository } from './jobs.repository.js';

/** A workspace with work under way is not removed: its agents would render for nobody. */
@Injectable()
export class WorkspaceRemoval {
  constructor(bus: EventBus, jobs: JobsRepository) {
    bus.on('workspace.removing', async ({ workspaceId }, tx) => {
      const running = await jobs.countUnfinished(workspaceId, tx);
      if (running > 0)
        throw new FarmError(
          'conflict',
          `The workspace has ${running} unfinished ${running === 1 ? 'job' : 'jobs'}; pause it and wait, or cancel them.`,
        );
    });
  }
}
