import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import type { Engine, ResultOf } from '@farm/shared/wire';
import type { Repository } from 'typeorm';
import { inTx, type Tx } from '../../platform/database/transaction.js';
import { PieceEntity } from './piece.entity.js';

export type Piece = Omit<PieceEntity, 'createdAt' | 'usedAt' | 'spoilt'>;

/** How well the cache serves: pieces of jobs that are still in the ledger. */
export interface PieceFacts {
  pieces: number;
  bytes: number;
  hits: number;
  misses: number;
}

/** Rows of kept pieces. */
@Injectable()
export class PiecesRepository {
  constructor(@InjectRepository(PieceEntity) private readonly rows: Repository<PieceEntity>) {}

  async keep(piece: Piece, at: Date, tx: Tx): Promise<void> {
    await inTx(this.rows, tx).insert({ ...piece, createdAt: at, usedAt: at });
  }

  /** The kept results under these keys; their rows are locked, so that nobody evicts them meanwhile. */
  async take(
    workspaceId: string,
    keys: readonly string[],
    at: Date,
    tx: Tx,
  ): Promise<Map<string, ResultOf<'chunk' | 'audio'>>> {
    const [rows] = (await tx.query(
      `UPDATE pieces SET used_at = $3 WHERE workspace_id = $1 AND key = ANY($2::text[]) AND NOT spoilt
       RETURNING key, result`,
      [workspaceId, keys, at],
    )) as [{ key: string; result: ResultOf<'chunk' | 'audio'> }[], number];
    return new Map(rows.map(({ key, result }) => [key, result]));
  }

  /** No render takes the kept pieces of this job again. */
  async spoil(jobId: string, tx: Tx): Promise<void> {
    await tx.query(SPOIL, [jobId]);
  }

  /**
   * Deletes the pieces that were used longest ago until the rest fits, and those of no use since `before` or at all;
   * none that was used after `lately`, whose orders another transaction may just be writing.
   */
  async evict(
    limits: { bytes: number; before: Date; lately: Date; most: number },
    tx: Tx,
  ): Promise<string[]> {
    const { bytes, before, lately, most } = limits;
    const [rows] = (await tx.query(EVICT, [bytes, before, most, lately])) as [
      { storageKey: string }[],
      number,
    ];
    return rows.map(({ storageKey }) => storageKey);
  }

  /** The families of encoder that waiting pieces are pinned to. */
  async waitedFor(): Promise<Engine[]> {
    const rows = (await this.rows.manager.query(
      `SELECT DISTINCT plan.payload->>'encoder' AS engine ${PINNED} WHERE piece.state = 'waiting'`,
    )) as { engine: Engine }[];
    return rows.map(({ engine }) => engine);
  }

  /** Jobs with waiting pieces for this family of encoder. */
  async stranded(engine: Engine, most: number): Promise<string[]> {
    const rows = (await this.rows.manager.query(
      `SELECT DISTINCT piece.job_id AS id ${PINNED}
       WHERE piece.state = 'waiting' AND plan.payload->>'encoder' = $1 LIMIT $2`,
      [engine, most],
    )) as { id: string }[];
    return rows.map(({ id }) => id);
  }

  async facts(): Promise<PieceFacts> {
    const [facts] = (await this.rows.manager.query(FACTS)) as PieceFacts[];
    return facts ?? { pieces: 0, bytes: 0, hits: 0, misses: 0 };
  }
}

const PINNED = `FROM work_orders piece
  JOIN work_orders plan ON plan.job_id = piece.job_id AND plan.kind = 'plan' AND piece.kind = 'chunk'`;

const SPOIL = `
  UPDATE pieces p SET spoilt = true FROM work_orders o
  WHERE o.job_id = $1 AND o.payload ? 'cached' AND o.payload->>'key' = p.key AND o.workspace_id = p.workspace_id`;

/** A piece that an unfinished job counts on stays, however full the cache is. */
const EVICT = `
  DELETE FROM pieces WHERE storage_key IN (
    SELECT p.storage_key FROM (
      SELECT storage_key, workspace_id, key, used_at,
        sum(size_bytes) OVER (ORDER BY used_at DESC, storage_key) AS newer
      FROM pieces) AS ranked
    JOIN pieces p USING (storage_key)
    WHERE (ranked.newer > $1 OR ranked.used_at < $2 OR p.spoilt) AND p.used_at < $4
      AND NOT EXISTS (
        SELECT 1 FROM work_orders o JOIN jobs j ON j.id = o.job_id
        WHERE o.payload ? 'key' AND o.payload->>'key' = p.key AND o.workspace_id = p.workspace_id
          AND j.state IN ('pending', 'rendering'))
    ORDER BY p.used_at
    LIMIT $3
    FOR UPDATE OF p SKIP LOCKED)
  RETURNING storage_key AS "storageKey"`;

const FACTS = `
  SELECT
    (SELECT count(*)::int FROM pieces) AS pieces,
    (SELECT coalesce(sum(size_bytes), 0)::float8 FROM pieces) AS bytes,
    (count(*) FILTER (WHERE payload ? 'cached'))::int AS hits,
    (count(*) FILTER (WHERE NOT payload ? 'cached'))::int AS misses
  FROM work_orders WHERE payload ? 'key' AND state <> 'cancelled'`;
