import { Injectable, type OnModuleInit } from '@nestjs/common';
import type { LiveEvent } from '@farm/shared/live';
import { OverviewService } from '../../jobs/index.js';
import { Clock } from '../../platform/clock.js';
import { newId } from '../../platform/crypto/ids.js';
import { EventBus } from '../../platform/events/event-bus.js';

/** Events that are kept, of all workspaces together. */
const MOST_EVENTS = 500;
/** Jobs whose last told state is remembered: progress repeats it with every beat. */
const MOST_JOBS = 10_000;

const KIND_OF_STATE: Record<string, LiveEvent['kind']> = {
  pending: 'job.accepted',
  rendering: 'job.started',
  completed: 'job.completed',
  failed: 'job.failed',
  cancelled: 'job.cancelled',
};

const STATES = Object.keys(KIND_OF_STATE);
const FIRST_FINAL = STATES.indexOf('completed');

/** Keeps in memory what happened lately. Costs no question until somebody watches: names are looked up then. */
@Injectable()
export class RecentEvents implements OnModuleInit {
  private events: LiveEvent[] = [];
  private readonly told = new Map<string, string>();
  /** Events of jobs whose names were not looked up yet. */
  private nameless = new Set<LiveEvent>();

  constructor(
    private readonly overview: OverviewService,
    private readonly bus: EventBus,
    private readonly clock: Clock,
  ) {}

  onModuleInit(): void {
    this.bus.on('job.changed', ({ jobId, workspaceId, state }) => this.jobIs(jobId, workspaceId, state));
    this.bus.on('agent.joined', ({ agentId, name }) => void this.note('agent.joined', { agentId, name }));
    this.bus.on('agent.gone', ({ agentId }) => void this.note('agent.left', { agentId, name: '' }));
  }

  /** Oldest first. `agentNames` are those of the moment. */
  async look(agentNames: ReadonlyMap<string, string>): Promise<LiveEvent[]> {
    await this.nameJobs();
    for (const event of this.events)
      if (event.agentId !== null && event.name === '') event.name = agentNames.get(event.agentId) ?? '';
    // A watcher that was told of one without its name would not be told of it again.
    return this.events.filter((event) => !this.nameless.has(event));
  }

  private jobIs(jobId: string, workspaceId: string, state: string): void {
    const kind = KIND_OF_STATE[state];
    const known = STATES.indexOf(this.told.get(jobId) ?? '');
    // A state is told once, and what was overtaken on its way here not at all.
    if (!kind || STATES.indexOf(state) <= known || known >= FIRST_FINAL) return;
    this.told.delete(jobId);
    this.told.set(jobId, state);
    if (this.told.size > MOST_JOBS) this.told.delete(this.told.keys().next().value ?? '');
    this.nameless.add(this.note(kind, { jobId, workspaceId, name: '' }));
  }

  private note(kind: LiveEvent['kind'], more: Partial<LiveEvent> & { name: string }): LiveEvent {
    const nobody = { jobId: null, workspaceId: null, agentId: null };
    const event = { id: newId(), at: this.clock.date().toISOString(), kind, ...nobody, ...more };
    this.events.push(event);
    if (this.events.length > MOST_EVENTS) {
      const dropped = this.events.shift();
      if (dropped) this.nameless.delete(dropped);
    }
    return event;
  }

  /** Also drops what is no business of people: inspections of assets are jobs of the farm's own. */
  private async nameJobs(): Promise<void> {
    // Those of now: what happens while names are looked up is for the next time.
    const pending = [...this.nameless];
    if (pending.length === 0) return;
    const names = await this.overview.names([...new Set(pending.map(({ jobId }) => jobId ?? ''))]);
    const dropped = new Set<LiveEvent>();
    for (const event of pending) {
      const job = names.get(event.jobId ?? '');
      event.name = job?.name ?? '';
      if (job?.kind === 'inspect') dropped.add(event);
      this.nameless.delete(event);
    }
    this.events = this.events.filter((event) => !dropped.has(event));
  }
}
