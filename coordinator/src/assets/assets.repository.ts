import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { In, LessThan, Repository } from 'typeorm';
import { likeText } from '../platform/database/like-text.js';
import { coalesced } from '../platform/coalesce.js';
import { inTx, type Tx } from '../platform/database/transaction.js';
import type { Asset, AssetPage, AssetQuery, AssetSort, FontFile } from './asset.types.js';
import { AssetEntity } from './asset.entity.js';

/** The property behind each sort word; a fixed list, so that no text of a customer becomes SQL. */
const SORT_PROPERTY: Record<AssetSort, string> = {
  created_at: 'asset.createdAt',
  name: 'asset.name',
  type: 'asset.type',
  size_bytes: 'asset.sizeBytes',
  duration: 'asset.duration',
};

@Injectable()
export class AssetsRepository {
  constructor(@InjectRepository(AssetEntity) private readonly rows: Repository<AssetEntity>) {}

  async insert(asset: Asset, tx?: Tx): Promise<void> {
    await inTx(this.rows, tx).insert(asset as object);
  }

  async update(id: string, change: Partial<Asset>, tx: Tx): Promise<void> {
    await inTx(this.rows, tx).update({ id }, change as object);
  }

  /** The asset with its row locked until the transaction ends; take the lock of the blobs before. */
  async lock(workspaceId: string, id: string, tx: Tx): Promise<Asset | undefined> {
    const where = { workspaceId, id };
    const lock = { mode: 'pessimistic_write' as const };
    return (await inTx(this.rows, tx).findOne({ where, lock })) ?? undefined;
  }

  /** Every asset that shows `from` shows `to` instead. */
  async reattach(from: string, to: Pick<Asset, 'blobId' | 'objectKey' | 'sha256'>, tx: Tx): Promise<void> {
    await inTx(this.rows, tx).update({ blobId: from }, to);
  }

  async get(workspaceId: string, id: string): Promise<Asset | undefined> {
    return (await this.rows.findOneBy({ workspaceId, id })) ?? undefined;
  }

  /** Without a workspace: only for requests that a signed URL of this one asset has authorised. */
  async byId(id: string): Promise<Asset | undefined> {
    return (await this.rows.findOneBy({ id })) ?? undefined;
  }

  /** Without a workspace: only for requests that a signed URL of this one file has authorised. */
  async byStorageKey(storageKey: string): Promise<Asset | undefined> {
    return (await this.rows.findOneBy({ storageKey })) ?? undefined;
  }

  /** By their own ids, or by those of the blobs they show: a presigned URL of the farm's bucket has the latter in its path. */
  async byIdsOrBlobs(workspaceId: string, ids: string[]): Promise<Asset[]> {
    if (ids.length === 0) return [];
    return this.rows.find({
      where: [
        { workspaceId, id: In(ids) },
        { workspaceId, blobId: In(ids) },
      ],
      order: { createdAt: 'ASC', id: 'ASC' },
    });
  }

  /** Announced before `before`, and nothing came. */
  async forgotten(before: Date, limit: number): Promise<Asset[]> {
    return this.rows.find({ where: { state: 'awaiting', createdAt: LessThan(before) }, take: limit });
  }

  async page(workspaceId: string, query: AssetQuery): Promise<AssetPage> {
    const found = this.rows
      .createQueryBuilder('asset')
      .where('asset.workspaceId = :workspaceId', { workspaceId })
      .andWhere("asset.state = 'registered'");
    if (query.type) found.andWhere('asset.type = :type', { type: query.type });
    if (query.search) found.andWhere('asset.name ILIKE :part', { part: `%${likeText(query.search)}%` });
    const order = query.sortOrder === 'asc' ? 'ASC' : 'DESC';
    const [assets, total] = await found
      .orderBy(SORT_PROPERTY[query.sortBy], order, 'NULLS LAST')
      .addOrderBy('asset.id', order)
      .skip((query.page - 1) * query.limit)
      .take(query.limit)
      .getManyAndCount();
    return { assets, total };
  }

  /** The newest font files of a workspace. Every submission that names a family asks for them. */
  readonly fonts = coalesced<string, FontFile[]>(async (workspaces) => {
    const found = (await this.rows.manager.query(FONTS, [
      [...new Set(workspaces)],
      MOST_FONTS,
    ])) as (FontFile & {
      workspaceId: string;
    })[];
    return workspaces.map((id) => found.filter(({ workspaceId }) => workspaceId === id));
  });

  async storedBytes(workspaceId: string): Promise<number> {
    const sum = await this.rows.sum('sizeBytes', { workspaceId });
    return Number(sum ?? 0);
  }

  /** The rows that were there and are gone now. */
  async remove(workspaceId: string, ids: string[], tx: Tx): Promise<Asset[]> {
    const rows = inTx(this.rows, tx);
    const where = { workspaceId, id: In(ids) };
    const found = await rows.find({ where, order: { id: 'ASC' }, lock: { mode: 'pessimistic_write' } });
    if (found.length > 0) await rows.delete({ workspaceId, id: In(found.map((asset) => asset.id)) });
    return found;
  }
}

/** Font files of a workspace that are looked at when a document names a family. */
const MOST_FONTS = 100;

const FONTS = `
  SELECT w.id AS "workspaceId", font.id, font.name
  FROM unnest($1::uuid[]) AS w (id)
  CROSS JOIN LATERAL (
    SELECT a.id, a.name FROM assets a
    WHERE a.workspace_id = w.id AND a.state = 'registered' AND a.type = 'font'
    ORDER BY a.created_at DESC, a.id DESC LIMIT $2) font`;
