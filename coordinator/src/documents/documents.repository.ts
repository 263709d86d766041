import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { In, type QueryDeepPartialEntity, type Repository } from 'typeorm';
import { likeText } from '../platform/database/like-text.js';
import { inTx, type Tx } from '../platform/database/transaction.js';
import { DocumentEntity } from './document.entity.js';
import type { DocumentQuery, DocumentSort, Shelf, StoredDocument } from './document.types.js';

/** The property behind each sort word; a fixed list, so that no text of a customer becomes SQL. */
const SORT_PROPERTY: Record<DocumentSort, string> = {
  created_at: 'document.createdAt',
  updated_at: 'document.updatedAt',
  name: 'document.name',
  duration: 'document.duration',
};
/** A list leaves out bodies with more bytes: a page of a hundred must fit into memory and onto the line. */
const LISTED_BODY_BYTES = 128 * 2 ** 10;

export type DocumentFields = Partial<Omit<StoredDocument, 'id' | 'workspaceId' | 'kind' | 'createdAt'>>;

/** How a render of a document stands. */
export interface RenderNote {
  status: string;
  renderJobId: string;
  processedAt: Date | null;
}

@Injectable()
export class DocumentsRepository {
  constructor(@InjectRepository(DocumentEntity) private readonly rows: Repository<DocumentEntity>) {}

  async insert(document: StoredDocument): Promise<void> {
    await this.rows.insert(document as QueryDeepPartialEntity<DocumentEntity>);
  }

  async update(shelf: Shelf, id: string, fields: DocumentFields, tx?: Tx): Promise<void> {
    await inTx(this.rows, tx).update({ ...shelf, id }, fields as QueryDeepPartialEntity<DocumentEntity>);
  }

  /** With its body. */
  async get(shelf: Shelf, id: string): Promise<StoredDocument | undefined> {
    const found = await this.rows
      .createQueryBuilder('document')
      .addSelect('document.body')
      .where({ ...shelf, id })
      .getOne();
    return found ?? undefined;
  }

  /** Without their bodies. */
  async byIds(shelf: Shelf, ids: readonly string[], tx?: Tx): Promise<StoredDocument[]> {
    const rows = ids.length === 0 ? [] : await inTx(this.rows, tx).findBy({ ...shelf, id: In([...ids]) });
    return rows.map(withoutBody);
  }

  count(shelf: Shelf): Promise<number> {
    return this.rows.countBy(shelf);
  }

  async page(shelf: Shelf, query: DocumentQuery): Promise<{ documents: StoredDocument[]; total: number }> {
    const found = this.rows.createQueryBuilder('document').where(shelf);
    if (query.search)
      found.andWhere('(document.name ILIKE :part OR document.description ILIKE :part)', {
        part: `%${likeText(query.search)}%`,
      });
    const order = query.sortOrder === 'asc' ? 'ASC' : 'DESC';
    const [rows, total] = await found
      .orderBy(SORT_PROPERTY[query.sortBy], order, 'NULLS LAST')
      .addOrderBy('document.id', order)
      .skip((query.page - 1) * query.limit)
      .take(query.limit)
      .getManyAndCount();
    return { documents: await this.withSmallBodies(rows), total };
  }

  /** The rows that were there and are gone now, without their bodies. */
  async remove(shelf: Shelf, ids: readonly string[], tx: Tx): Promise<StoredDocument[]> {
    const found = await this.byIds(shelf, ids, tx);
    if (found.length > 0) await inTx(this.rows, tx).delete({ ...shelf, id: In(found.map(({ id }) => id)) });
    return found;
  }

  /** Notes a render on its document, unless a newer one (ids are UUIDv7) was noted already. */
  async noteRender(workspaceId: string, id: string, note: RenderNote, tx?: Tx): Promise<void> {
    await inTx(this.rows, tx).manager.query(NOTE_RENDER, [
      workspaceId,
      id,
      note.status,
      note.renderJobId,
      note.processedAt,
    ]);
  }

  private async withSmallBodies(rows: DocumentEntity[]): Promise<StoredDocument[]> {
    if (rows.length === 0) return [];
    const found = (await this.rows.manager.query(
      'SELECT id, body FROM documents WHERE id = ANY($1::uuid[]) AND body_bytes <= $2',
      [rows.map(({ id }) => id), LISTED_BODY_BYTES],
    )) as { id: string; body: object | null }[];
    const bodies = new Map(found.map(({ id, body }) => [id, body]));
    return rows.map((row) => ({ ...row, body: bodies.get(row.id) ?? null }));
  }
}

/** Renders are noted in the order of their ids; the beginning of one never after its own end. */
const NOTE_RENDER = `
  UPDATE documents SET status = $3, render_job_id = $4, processed_at = $5, output_url = NULL
  WHERE workspace_id = $1 AND id = $2
    AND (render_job_id IS NULL OR render_job_id !~ '^[0-9a-f-]{36}$' OR render_job_id <= $4::text)
    AND NOT (render_job_id IS NOT DISTINCT FROM $4::text AND $5::timestamptz IS NULL)`;

const withoutBody = (row: DocumentEntity): StoredDocument => ({ ...row, body: null });
