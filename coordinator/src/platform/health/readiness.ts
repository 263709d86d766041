import { Injectable } from '@nestjs/common';

/** May new callers be sent here? From when the port opens until the coordinator leaves. */
@Injectable()
export class Readiness {
  private leaving = false;
  private readonly listeners = new Set<(withinMs: number) => void>();

  get isLeaving(): boolean {
    return this.leaving;
  }

  /** Told once: the coordinator goes away, in `withinMs`. */
  onLeaving(listener: (withinMs: number) => void): void {
    this.listeners.add(listener);
  }

  leave(withinMs: number): void {
    if (this.leaving) return;
    this.leaving = true;
    for (const listener of this.listeners) listener(withinMs);
  }
}
