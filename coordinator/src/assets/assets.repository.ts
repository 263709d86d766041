import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { In, Repository } from 'typeorm';
import type { Asset, AssetPage, AssetQuery, AssetSort } from './asset.types.js';
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

  async insert(asset: Asset): Promise<void> {
    await this.rows.insert(asset as object);
  }

  async update(id: string, change: Partial<Asset>): Promise<void> {
    await this.rows.update({ id }, change as object);
  }

  async get(workspaceId: string, id: string): Promise<Asset | undefined> {
    return (await this.rows.findOneBy({ workspaceId, id })) ?? undefined;
  }

  /** Without a workspace: only for requests that a signed URL of this one asset has authorised. */
  async byId(id: string): Promise<Asset | undefined> {
    return (await this.rows.findOneBy({ id })) ?? undefined;
  }

  async byIds(workspaceId: string, ids: string[]): Promise<Asset[]> {
    return ids.length === 0 ? [] : this.rows.findBy({ workspaceId, id: In(ids) });
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

  /** The rows that were there and are gone now. */
  async remove(workspaceId: string, ids: string[]): Promise<Asset[]> {
    const found = await this.byIds(workspaceId, ids);
    if (found.length > 0) await this.rows.delete({ workspaceId, id: In(found.map((asset) => asset.id)) });
    return found;
  }
}

/** The text with the wildcards of LIKE taken literally. */
const likeText = (text: string): string => text.replace(/[\\%_]/g, (sign) => `\\${sign}`);
