import { Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { Clock, type StopTimer } from '../../platform/clock.js';
import { newId } from '../../platform/crypto/ids.js';
import type { Tx } from '../../platform/database/transaction.js';
import { InjectLogger, type Logger } from '../../platform/logger.js';
import { StorageService } from '../storage.service.js';
import { againAfterFailure, againAfterSuccess, type Removal, type Unwanted } from './removal.policy.js';
import { RemovalsRepository } from './removals.repository.js';

const SWEEP_EVERY_MS = 60_000;
const BATCH = 50;
/** Batches of one sweep; what is left waits for the next. */
const MOST_BATCHES = 40;
/** A process that took rows and died: they are due again after this. */
const HOLD_MS = 10 * 60_000;

/**
 * What goes from the farm's storage goes through here, but for the leftovers of attempts, whose rows say themselves
 * what is to go (AttemptFilesService): `plan` inside the transaction that forgets it, then
 * `carryOut` after the commit. Whatever dies in between, the sweep of any coordinator ends it.
 */
@Injectable()
export class RemovalsService implements OnApplicationBootstrap, OnApplicationShutdown {
  private stop: StopTimer | undefined;
  private sweeping: Promise<void> = Promise.resolve();

  constructor(
    private readonly rows: RemovalsRepository,
    private readonly storage: StorageService,
    private readonly clock: Clock,
    @InjectLogger() private readonly logger: Logger,
  ) {}

  onApplicationBootstrap(): void {
    this.stop = this.clock.every(SWEEP_EVERY_MS, () => void this.sweep());
    void this.sweep();
  }

  async onApplicationShutdown(): Promise<void> {
    this.stop?.();
    await this.sweeping;
  }

  /** Writes down what is to go; answers the ids for `carryOut`. */
  async plan(unwanted: readonly Unwanted[], tx: Tx): Promise<string[]> {
    const now = this.clock.date();
    const removals = unwanted.map((one) => ({ until: now, ...one, id: newId() }));
    await this.rows.insert(removals, now, tx);
    return removals.map(({ id }) => id);
  }

  /** Removes them now, as far as that can be done. Never rejects: the sweep comes again. */
  async carryOut(ids: readonly string[]): Promise<void> {
    if (ids.length === 0) return;
    try {
      await this.removeDue(ids.length, ids);
    } catch (error) {
      this.logger.warn({ err: error }, 'files could not be removed; tried again later');
    }
  }

  /** One after the other. Never rejects: it is tried again at the next turn. */
  sweep(): Promise<void> {
    this.sweeping = this.sweeping.then(() => this.removeAllDue());
    return this.sweeping;
  }

  private async removeAllDue(): Promise<void> {
    try {
      for (let batch = 0; batch < MOST_BATCHES; batch++) if ((await this.removeDue(BATCH)) < BATCH) return;
    } catch (error) {
      this.logger.warn({ err: error }, 'files to be removed could not be looked for; tried again later');
    }
  }

  private async removeDue(limit: number, ids: readonly string[] | null = null): Promise<number> {
    const heldUntil = new Date(this.clock.now() + HOLD_MS);
    const taken = await this.rows.take(this.clock.date(), heldUntil, limit, ids);
    await Promise.all(taken.map((removal) => this.remove(removal)));
    return taken.length;
  }

  private async remove(removal: Removal): Promise<void> {
    try {
      if (removal.wholeFolder) await this.storage.removeAll(removal.target);
      else await this.storage.remove(removal.target);
    } catch (error) {
      const { target, tries } = removal;
      this.logger.warn({ err: error, target, tries }, 'a file could not be removed; tried again later');
      const words = error instanceof Error ? error.message : String(error);
      return this.rows.again(removal.id, againAfterFailure(removal, this.clock.date()), words);
    }
    const again = againAfterSuccess(removal, this.clock.date());
    if (again) await this.rows.again(removal.id, again, null);
    else await this.rows.forget(removal.id);
  }
}
