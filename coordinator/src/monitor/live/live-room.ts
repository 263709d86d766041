import type { LiveChange, LivePicture, LiveScope } from '@farm/shared/live';
import { difference } from './difference.policy.js';

interface Watcher {
  /** The picture that was last sent to it, or led up to; null: it needs a whole one. */
  shown: LivePicture | null;
  /** It has not answered yet: whatever happens meanwhile becomes one change. */
  waits: boolean;
}

/** One message, and all who get the same. */
export interface Delivery {
  ids: string[];
  message: { picture: LivePicture } | { change: LiveChange };
}

/**
 * All who watch the same scope. There is one picture, whatever their number; a change is worked out once for all who
 * are at the same point. A slow watcher holds an older picture and gets one change up to now when it answers: nothing
 * is queued for it.
 */
export class LiveRoom {
  private readonly watchers = new Map<string, Watcher>();
  private current: LivePicture | null = null;
  private seq = 0;

  constructor(readonly scope: LiveScope) {}

  get size(): number {
    return this.watchers.size;
  }

  enter(id: string): void {
    this.watchers.set(id, { shown: null, waits: false });
  }

  leave(id: string): void {
    this.watchers.delete(id);
  }

  /** Takes a newer picture, unless it shows the same. */
  show(picture: Omit<LivePicture, 'seq'>): void {
    const next = { ...picture, seq: this.seq + 1 };
    if (this.current && !difference(this.current, next)) return;
    this.current = next;
    this.seq++;
  }

  seen(id: string, seq: number): void {
    const watcher = this.watchers.get(id);
    if (watcher?.shown?.seq === seq) watcher.waits = false;
  }

  /** It lost its way and wants a whole picture. */
  lookAgain(id: string): void {
    const watcher = this.watchers.get(id);
    if (watcher) Object.assign(watcher, { shown: null, waits: false });
  }

  /** What is to be sent now, to those that have answered the message before and whose line is free. */
  deliver(isFree: (id: string) => boolean = () => true): Delivery[] {
    const { current } = this;
    if (!current) return [];
    const groups = new Map<LivePicture | null, string[]>();
    for (const [id, watcher] of this.watchers) {
      if (watcher.waits || watcher.shown === current || !isFree(id)) continue;
      groups.set(watcher.shown, [...(groups.get(watcher.shown) ?? []), id]);
      Object.assign(watcher, { shown: current, waits: true });
    }
    return [...groups].map(([shown, ids]) => ({ ids, message: messageFrom(shown, current) }));
  }
}

function messageFrom(shown: LivePicture | null, current: LivePicture): Delivery['message'] {
  if (!shown) return { picture: current };
  // There and back again in the meantime: a change that changes nothing but the number.
  const nothing = { from: shown.seq, seq: current.seq, at: current.at, set: {}, gone: {}, events: [] };
  return { change: difference(shown, current) ?? nothing };
}
