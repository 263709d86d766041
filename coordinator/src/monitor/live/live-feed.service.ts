import { Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import type { LiveScope } from '@farm/shared/live';
import type { WorkOf } from '../../jobs/index.js';
import { Clock } from '../../platform/clock.js';
import { EventBus } from '../../platform/events/event-bus.js';
import { InjectLogger, type Logger } from '../../platform/logger.js';
import { FarmLook } from './farm-look.service.js';
import { LiveRoom, type Delivery } from './live-room.js';
import { isLookDue, TICK_MS, type LastLook } from './pace.policy.js';
import { worldToPicture } from './world-to-picture.js';

/** Carries messages to watchers. */
export interface LiveLine {
  send(delivery: Delivery): void;
  /** Nothing that was sent to this watcher is still here. */
  isFree(id: string): boolean;
}

/**
 * Pictures for all who watch. While nobody does it asks nothing and no timer runs. Else it looks at the ledger at
 * most twice a second, once for all, and cuts a picture for each scope that is watched.
 */
@Injectable()
export class LiveFeed implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly rooms = new Map<string, LiveRoom>();
  private line: LiveLine = { send: () => undefined, isFree: () => false };
  private undo: (() => void)[] = [];
  private stopTicking: (() => void) | undefined;
  private ticking: Promise<void> | undefined;
  private lastLook: LastLook | undefined;
  private changed = false;
  /** A scope is watched that the last look did not ask for. */
  private isIncomplete = false;

  constructor(
    private readonly farm: FarmLook,
    private readonly events: EventBus,
    private readonly clock: Clock,
    @InjectLogger() private readonly logger: Logger,
  ) {}

  onApplicationBootstrap(): void {
    const changed = (): void => void (this.changed = true);
    const names = ['job.changed', 'order.waiting', 'agent.joined', 'agent.available', 'agent.gone'] as const;
    this.undo = names.map((name) => this.events.on(name, changed));
  }

  async onApplicationShutdown(): Promise<void> {
    for (const undo of this.undo) undo();
    this.stopTicking?.();
    await this.ticking;
  }

  /** Who sends; the gateway says so once. */
  onDelivery(line: LiveLine): void {
    this.line = line;
  }

  /** How many watch, by kind of scope. */
  watchers(): { farm: number; workspace: number } {
    const farm = this.rooms.get(keyOf({ kind: 'farm' }))?.size ?? 0;
    const all = [...this.rooms.values()].reduce((sum, { size }) => sum + size, 0);
    return { farm, workspace: all - farm };
  }

  /** Nobody watches: no timer runs. */
  get isIdle(): boolean {
    return this.stopTicking === undefined;
  }

  watchersOf(scope: LiveScope): number {
    return this.rooms.get(keyOf(scope))?.size ?? 0;
  }

  /** A picture follows soon. */
  enter(scope: LiveScope, id: string): LiveRoom {
    const key = keyOf(scope);
    const room = this.rooms.get(key) ?? new LiveRoom(scope);
    const isNew = !this.rooms.has(key);
    this.rooms.set(key, room);
    room.enter(id);
    if (isNew) this.isIncomplete = true;
    if (!this.stopTicking) {
      this.stopTicking = this.clock.every(TICK_MS, () => this.tick());
      this.tick();
    }
    return room;
  }

  leave(room: LiveRoom, id: string): void {
    room.leave(id);
    const key = keyOf(room.scope);
    if (room.size === 0 && this.rooms.get(key) === room) this.rooms.delete(key);
    if (this.rooms.size > 0) return;
    this.stopTicking?.();
    this.stopTicking = undefined;
  }

  /** One after another: a slow database makes ticks be left out, never overlap. */
  private tick(): void {
    this.ticking ??= this.turn().finally(() => (this.ticking = undefined));
  }

  private async turn(): Promise<void> {
    try {
      const isDue = isLookDue(this.lastLook, this.clock.now(), this.changed);
      if (this.isIncomplete || isDue) await this.look();
    } catch (error) {
      this.logger.warn(
        { err: error },
        'the live feed could not look at the ledger; watchers keep what they have',
      );
    }
    const { line } = this;
    for (const room of this.rooms.values())
      for (const delivery of room.deliver((id) => line.isFree(id))) line.send(delivery);
  }

  private async look(): Promise<void> {
    const beganAt = this.clock.now();
    const rooms = [...this.rooms.values()];
    this.changed = this.isIncomplete = false;
    const world = await this.farm.at(workOf(rooms));
    // Rooms that were opened meanwhile were not asked for: they wait for the next look.
    for (const room of rooms) room.show(worldToPicture(world, room.scope));
    this.lastLook = { beganAt, tookMs: this.clock.now() - beganAt };
  }
}

function workOf(rooms: LiveRoom[]): WorkOf {
  const scopes = rooms.map(({ scope }) => scope);
  return {
    farm: scopes.some(({ kind }) => kind === 'farm'),
    workspaceIds: scopes.flatMap((scope) => (scope.kind === 'workspace' ? [scope.workspaceId] : [])),
  };
}

const keyOf = (scope: LiveScope): string => (scope.kind === 'farm' ? 'farm' : scope.workspaceId);
