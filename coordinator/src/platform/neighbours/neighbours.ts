import { hostname } from 'node:os';
import { Injectable, type BeforeApplicationShutdown } from '@nestjs/common';
import { Clock, type StopTimer } from '../clock.js';
import { newId } from '../crypto/ids.js';
import { MasterKey } from '../crypto/master-key.js';
import { InjectLogger, type Logger } from '../logger.js';
import { CoordinatorsRepository, type Roll } from './coordinators.repository.js';
import type { CoordinatorRow } from './neighbour.types.js';
import { clockProblem, strangeness } from './same-farm.policy.js';

const BEAT_EVERY_MS = 3000;

/** This coordinator cannot work beside those that run on the same database. main.ts exits 78. */
export class NotOneFarm extends Error {
  constructor(sentence: string) {
    super(sentence);
    this.name = 'NotOneFarm';
  }
}

/**
 * The other coordinators on the same ledger, from a row that each renews every few seconds. Nobody leads: this only
 * says who is there, so that a lone coordinator asks nothing in vain and several look for each other's changes.
 */
@Injectable()
export class Neighbours implements BeforeApplicationShutdown {
  readonly id = newId();
  private row: CoordinatorRow | undefined;
  private others: CoordinatorRow[] = [];
  private stopTimer: StopTimer | undefined;
  private beating: Promise<void> | undefined;
  private clockIsWrong = false;

  constructor(
    private readonly rows: CoordinatorsRepository,
    private readonly masterKey: MasterKey,
    private readonly clock: Clock,
    @InjectLogger() private readonly logger: Logger,
  ) {}

  /** No other coordinator was seen lately. */
  get alone(): boolean {
    return this.others.length === 0;
  }

  /** Ids of the others that run. */
  get otherIds(): string[] {
    return this.others.map(({ id }) => id);
  }

  /** Called before the port opens. `filesMark` names the place of the farm's own files. */
  async join(filesMark: string): Promise<void> {
    const secretMark = this.masterKey.derive('coordinators').toString('hex').slice(0, 16);
    const row = { id: this.id, host: hostname(), secretMark, filesMark };
    const roll = await this.rows.enter(row, (others) => {
      const sentence = strangeness(row, others);
      if (sentence !== undefined) throw new NotOneFarm(sentence);
    });
    this.row = row;
    this.note(roll);
    if (!this.alone) this.logger.info({ others: this.others.length }, 'joined other coordinators');
    this.stopTimer = this.clock.every(BEAT_EVERY_MS, () => void this.beat());
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.stopTimer?.();
    await this.beating;
    if (!this.row) return;
    await this.rows
      .leave(this.id)
      .catch((error: unknown) => this.logger.debug({ err: error }, 'could not sign off; the row runs out'));
  }

  /** Beats never overlap. */
  beat(): Promise<void> {
    this.beating ??= this.renew().finally(() => (this.beating = undefined));
    return this.beating;
  }

  private async renew(): Promise<void> {
    if (!this.row) return;
    try {
      this.note(await this.rows.beat(this.row));
    } catch (error) {
      this.logger.debug({ err: error }, 'the other coordinators could not be looked for');
    }
  }

  private note({ others, nowMs }: Roll): void {
    this.others = others;
    const problem = clockProblem(this.clock.now(), nowMs);
    // Once for each time it goes wrong.
    if (problem !== undefined && !this.clockIsWrong) this.logger.warn(problem);
    this.clockIsWrong = problem !== undefined;
  }
}
