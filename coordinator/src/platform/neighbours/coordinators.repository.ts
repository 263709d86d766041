import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { CoordinatorRow } from './neighbour.types.js';

/** What one look at the table answers. */
export interface Roll {
  others: CoordinatorRow[];
  /** The database's clock, milliseconds. */
  nowMs: number;
}

/** Any constant: names this lock among the advisory locks of the database. */
const ROLL_LOCK = 8_470_004;
/** Not written for so long: gone. The database's clock decides, so that clocks of machines do not matter. */
const GONE = `interval '10 seconds'`;
const FORGOTTEN = `interval '1 day'`;

/** Who runs on this ledger. */
@Injectable()
export class CoordinatorsRepository {
  constructor(private readonly source: DataSource) {}

  /**
   * Looks at the others and writes the row, one coordinator after another: two that start at once see each other.
   * When `judge` throws nothing is written, so that nobody is ever measured by one that was refused.
   */
  enter(row: CoordinatorRow, judge: (others: readonly CoordinatorRow[]) => void): Promise<Roll> {
    return this.source.transaction(async (tx) => {
      await tx.query('SELECT pg_advisory_xact_lock($1)', [ROLL_LOCK]);
      await tx.query(`DELETE FROM coordinators WHERE seen_at < now() - ${FORGOTTEN}`);
      const roll = rollOf((await tx.query(LOOK, [row.id])) as LookRow[]);
      judge(roll.others);
      await tx.query(WRITE, [row.id, row.host, row.secretMark, row.filesMark]);
      return roll;
    });
  }

  async beat(row: CoordinatorRow): Promise<Roll> {
    await this.source.query(WRITE, [row.id, row.host, row.secretMark, row.filesMark]);
    return rollOf((await this.source.query(LOOK, [row.id])) as LookRow[]);
  }

  async leave(id: string): Promise<void> {
    await this.source.query('DELETE FROM coordinators WHERE id = $1', [id]);
  }
}

interface LookRow {
  now: Date;
  others: CoordinatorRow[];
}

const WRITE = `
  INSERT INTO coordinators (id, host, secret_mark, files_mark) VALUES ($1, $2, $3, $4)
  ON CONFLICT (id) DO UPDATE SET seen_at = now()`;

const LOOK = `
  SELECT clock_timestamp() AS now, coalesce(jsonb_agg(jsonb_build_object(
    'id', id, 'host', host, 'secretMark', secret_mark, 'filesMark', files_mark)), '[]') AS others
  FROM coordinators WHERE id <> $1 AND seen_at > now() - ${GONE}`;

const rollOf = ([row]: LookRow[]): Roll => ({
  others: row?.others ?? [],
  nowMs: row?.now.getTime() ?? 0,
});
