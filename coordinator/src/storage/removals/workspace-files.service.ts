import { Injectable } from '@nestjs/common';
import { Clock } from '../../platform/clock.js';
import { EventBus } from '../../platform/events/event-bus.js';
import { folder } from './removal.policy.js';
import { RemovalsService } from './removals.service.js';

const KINDS = ['assets', 'blobs', 'documents', 'outputs', 'pieces'];
/** Longest life of an upload grant: a client or a lost agent may still be sending, ms. */
const GRANT_MS = 24 * 3600_000;

/** The files of a workspace go with it. */
@Injectable()
export class WorkspaceFiles {
  private readonly planned = new Map<string, string[]>();

  constructor(bus: EventBus, removals: RemovalsService, clock: Clock) {
    bus.on('workspace.removing', async ({ workspaceId }, tx) => {
      if (!tx) return;
      const until = new Date(clock.now() + GRANT_MS);
      const unwanted = KINDS.map((kind) => folder(`${kind}/${workspaceId}`, until));
      this.planned.set(workspaceId, await removals.plan(unwanted, tx));
    });
    bus.on('workspace.removed', async ({ workspaceId }) => {
      const ids = this.planned.get(workspaceId) ?? [];
      this.planned.delete(workspaceId);
      await removals.carryOut(ids);
    });
  }
}
