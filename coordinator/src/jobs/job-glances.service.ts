import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Clock } from '../platform/clock.js';
import { EventBus } from '../platform/events/event-bus.js';

/** A change made by another coordinator on the same database is seen after this, ms; our own at once. */
const FRESH_MS = 500;
const MOST_GLANCES = 2000;

interface Glance {
  at: number;
  value: Promise<unknown>;
}

/**
 * Shares looks at one running job among the many who poll it: kept for half a second and forgotten at `job.changed`.
 * Two hundred clients that poll fifty renders then cost the database what fifty do.
 */
@Injectable()
export class JobGlances implements OnModuleInit {
  private readonly glances = new Map<string, Glance>();

  constructor(
    private readonly events: EventBus,
    private readonly clock: Clock,
  ) {}

  onModuleInit(): void {
    this.events.on(
      'job.changed',
      ({ workspaceId, jobId }) => void this.glances.delete(nameOf(workspaceId, jobId)),
    );
  }

  /** What `look` answers, or what it answered a moment ago; answers that `keep` refuses are not shared later. */
  async share<T>(
    { workspaceId, jobId }: { workspaceId: string; jobId: string },
    look: () => Promise<T>,
    keep: (value: T) => boolean,
  ): Promise<T> {
    const name = nameOf(workspaceId, jobId);
    const now = this.clock.now();
    const known = this.glances.get(name);
    if (known && now - known.at < FRESH_MS) return known.value as Promise<T>;
    const glance: Glance = { at: now, value: look() };
    this.glances.delete(name);
    this.glances.set(name, glance);
    if (this.glances.size > MOST_GLANCES) this.glances.delete(this.glances.keys().next().value ?? '');
    let kept = false;
    try {
      const value = (await glance.value) as T;
      kept = keep(value);
      return value;
    } finally {
      if (!kept && this.glances.get(name) === glance) this.glances.delete(name);
    }
  }
}

/** With the workspace: what one may see must not answer another. */
const nameOf = (workspaceId: string, jobId: string): string => `${workspaceId} ${jobId}`;
