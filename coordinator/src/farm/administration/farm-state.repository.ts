import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import type { Tx } from '../../platform/database/transaction.js';

/** The one row about the farm as a whole. The hot queries of leasing look at `paused_at` too (lease-next.sql.ts). */
export interface FarmState {
  pausedAt: Date | null;
  pauseReason: string | null;
}

@Injectable()
export class FarmStateRepository {
  constructor(@InjectDataSource() private readonly db: DataSource) {}

  async get(): Promise<FarmState> {
    const [row] = (await this.db.query(
      'SELECT paused_at AS "pausedAt", pause_reason AS "pauseReason" FROM farm_state',
    )) as FarmState[];
    return row ?? { pausedAt: null, pauseReason: null };
  }

  async set({ pausedAt, pauseReason }: FarmState, tx: Tx): Promise<void> {
    await tx.query('UPDATE farm_state SET paused_at = $1, pause_reason = $2', [pausedAt, pauseReason]);
  }
}
