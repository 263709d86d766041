import { Injectable } from '@nestjs/common';
import { AuditService, type AdminActor } from '../../auth/index.js';
import { Clock } from '../../platform/clock.js';
import { Transactions } from '../../platform/database/transaction.js';
import { OffersService } from '../offers.service.js';
import { FarmStateRepository, type FarmState } from './farm-state.repository.js';

/** The switch of the whole farm. Paused, it takes renders and begins none; what runs goes on. */
@Injectable()
export class FarmPauseService {
  constructor(
    private readonly rows: FarmStateRepository,
    private readonly offers: OffersService,
    private readonly audit: AuditService,
    private readonly transactions: Transactions,
    private readonly clock: Clock,
  ) {}

  state(): Promise<FarmState> {
    return this.rows.get();
  }

  async pause(actor: AdminActor, reason: string | null): Promise<FarmState> {
    const { pausedAt } = await this.rows.get();
    const state = { pausedAt: pausedAt ?? this.clock.date(), pauseReason: reason };
    await this.change(actor, 'farm.paused', state, { reason });
    return state;
  }

  async resume(actor: AdminActor): Promise<FarmState> {
    const state = { pausedAt: null, pauseReason: null };
    if ((await this.rows.get()).pausedAt) await this.change(actor, 'farm.resumed', state);
    this.offers.wake();
    return state;
  }

  private change(actor: AdminActor, action: string, state: FarmState, detail = {}): Promise<void> {
    return this.transactions.run(async (tx) => {
      await this.rows.set(state, tx);
      await this.audit.note(actor, action, { kind: 'farm', id: null }, detail, tx);
    });
  }
}
