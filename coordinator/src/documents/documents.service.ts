import { Injectable } from '@nestjs/common';
import { FarmError } from '@farm/shared/errors';
import { Clock } from '../platform/clock.js';
import { isUuid, newId } from '../platform/crypto/ids.js';
import { Transactions, type Tx } from '../platform/database/transaction.js';
import { DocumentPictures } from './document-pictures.service.js';
import type { DocumentChange, DocumentQuery, PictureRole, Shelf, StoredDocument } from './document.types.js';
import { DocumentsRepository, type DocumentFields, type RenderNote } from './documents.repository.js';

/** Most bytes of a body, as JSON text. */
const BODY_LIMIT = 2 * 2 ** 20;
const LONGEST_NAME = 255;

/** Saved, editable documents of dialects: written, listed, copied, deleted. */
@Injectable()
export class DocumentsService {
  constructor(
    private readonly rows: DocumentsRepository,
    private readonly pictures: DocumentPictures,
    private readonly transactions: Transactions,
    private readonly clock: Clock,
  ) {}

  async create(
    shelf: Shelf,
    createdBy: string | null,
    change: DocumentChange & { name: string },
  ): Promise<StoredDocument> {
    const at = this.clock.date();
    const blank = {
      ...shelf,
      ...BLANK,
      id: newId(),
      name: change.name,
      createdBy,
      createdAt: at,
      updatedAt: at,
    };
    const document = { ...blank, ...(await this.fieldsOf(blank, change)) };
    await this.rows.insert(document);
    return document;
  }

  /** The document, or a 404. */
  async need(shelf: Shelf, id: string): Promise<StoredDocument> {
    const found = isUuid(id) ? await this.rows.get(shelf, id) : undefined;
    if (!found) throw new FarmError('not-found', `There is no ${shelf.kind} ${id} in this workspace.`);
    return found;
  }

  /** Those that are there, without their bodies. */
  many(shelf: Shelf, ids: readonly string[]): Promise<StoredDocument[]> {
    return this.rows.byIds(shelf, [...new Set(ids)].filter(isUuid));
  }

  async exists(shelf: Shelf, id: string): Promise<boolean> {
    return (await this.many(shelf, [id])).length > 0;
  }

  list(shelf: Shelf, query: DocumentQuery): Promise<{ documents: StoredDocument[]; total: number }> {
    return this.rows.page(shelf, query);
  }

  count(shelf: Shelf): Promise<number> {
    return this.rows.count(shelf);
  }

  /** Changes what is given. Opening a document is no change of it: `updatedAt` stays. */
  async update(shelf: Shelf, id: string, change: DocumentChange): Promise<StoredDocument> {
    const before = await this.need(shelf, id);
    const fields = await this.fieldsOf(before, change);
    const touched = Object.keys(fields).some((name) => name !== 'lastOpenedAt');
    const written = { ...fields, ...(touched ? { updatedAt: this.clock.date() } : {}) };
    const after = { ...before, ...written };
    if (Object.keys(written).length === 0) return after;
    const removals = await this.transactions.run(async (tx) => {
      await this.rows.update(shelf, id, written, tx);
      return this.pictures.forget(before.pictures, after.pictures, tx);
    });
    await this.pictures.carryOut(removals);
    return after;
  }

  /** A copy with pictures of its own, which was never rendered. */
  async duplicate(shelf: Shelf, id: string, createdBy: string | null): Promise<StoredDocument> {
    const original = await this.need(shelf, id);
    const at = this.clock.date();
    const copy: StoredDocument = {
      ...original,
      ...UNRENDERED,
      id: newId(),
      name: `${original.name.slice(0, LONGEST_NAME - 7)} (copy)`,
      lastOpenedAt: null,
      createdBy,
      createdAt: at,
      updatedAt: at,
    };
    copy.pictures = await this.pictures.copy(copy, original.pictures);
    await this.rows.insert(copy);
    return copy;
  }

  /** Deletes rows, then files: no row ever names a file that is gone. */
  async remove(shelf: Shelf, ids: readonly string[]): Promise<string[]> {
    const { removed, removals } = await this.transactions.run(async (tx) => {
      const removed = await this.rows.remove(shelf, ids.filter(isUuid), tx);
      const removals: string[] = [];
      for (const { pictures } of removed) removals.push(...(await this.pictures.forget(pictures, {}, tx)));
      return { removed, removals };
    });
    await this.pictures.carryOut(removals);
    return removed.map(({ id }) => id);
  }

  /** Notes how a render of the document stands. */
  noteRender(workspaceId: string, id: string, note: RenderNote, tx?: Tx): Promise<void> {
    return this.rows.noteRender(workspaceId, id, note, tx);
  }

  /** Where a picture can be read without credentials; null when there is none. */
  pictureUrl(document: StoredDocument, role: PictureRole): Promise<string | null> {
    return this.pictures.address(document.pictures[role]);
  }

  private async fieldsOf(before: StoredDocument, change: DocumentChange): Promise<DocumentFields> {
    const { pictures, body, ...plain } = change;
    const fields: DocumentFields = { ...plain };
    if (body !== undefined) {
      fields.body = body;
      fields.bodyBytes = checkedSize(body);
    }
    // Pictures last: what is refused for another reason must leave no file behind.
    if (pictures && Object.keys(pictures).length > 0)
      fields.pictures = await this.pictures.change(before, before.pictures, pictures);
    return fields;
  }
}

const UNRENDERED = { status: null, renderJobId: null, outputUrl: null, processedAt: null } as const;
const BLANK = {
  ...UNRENDERED,
  description: null,
  body: null,
  bodyBytes: 0,
  pictures: {},
  duration: null,
  width: null,
  height: null,
  lastOpenedAt: null,
} as const;

function checkedSize(body: object | null): number {
  const bytes = body === null ? 0 : Buffer.byteLength(JSON.stringify(body));
  if (bytes > BODY_LIMIT)
    throw new FarmError(
      'bad-request',
      `The document has ${bytes} bytes of JSON; the limit is ${BODY_LIMIT}.`,
      {
        details: { limit: BODY_LIMIT },
      },
    );
  return bytes;
}
