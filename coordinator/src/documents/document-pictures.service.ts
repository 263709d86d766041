import { Readable } from 'node:stream';
import { Injectable } from '@nestjs/common';
import { FarmError } from '@farm/shared/errors';
import { sniffContent } from '../assets/index.js';
import { newId } from '../platform/crypto/ids.js';
import type { Tx } from '../platform/database/transaction.js';
import { file, RemovalsService, StorageService } from '../storage/index.js';
import type { NewPicture, Picture, PictureRole, Pictures } from './document.types.js';
import { base64Of, EXTENSIONS, isOwnAddress, PICTURE_LIMITS } from './picture.policy.js';

/** Thumbnails and sprite sheets of documents, kept in the farm's storage at `documents/<workspace>/<document>/…`. */
@Injectable()
export class DocumentPictures {
  constructor(
    private readonly storage: StorageService,
    private readonly removals: RemovalsService,
  ) {}

  /** The pictures after a change; new bytes are checked and stored. Nothing is removed yet. */
  async change(
    owner: { workspaceId: string; id: string },
    before: Pictures,
    wanted: Partial<Record<PictureRole, NewPicture | null>>,
  ): Promise<Pictures> {
    const after = { ...before };
    // All are checked before any is stored.
    const roles = (Object.keys(wanted) as PictureRole[]).map((role) => {
      const given = wanted[role];
      return { role, given, file: given && 'base64' in given ? decode(role, given.base64) : undefined };
    });
    for (const { role, given, file } of roles) {
      if (given === undefined) continue;
      if (given === null) delete after[role];
      else if (file) after[role] = await this.store(owner, role, file);
      else if ('url' in given && !isOwnAddress(given.url, before[role])) after[role] = { url: given.url };
    }
    return after;
  }

  /** The same pictures in files of their own, for a copy of a document. */
  async copy(owner: { workspaceId: string; id: string }, pictures: Pictures): Promise<Pictures> {
    const copies: Pictures = {};
    for (const role of Object.keys(pictures) as PictureRole[]) {
      const picture = pictures[role];
      if (!picture) continue;
      if ('url' in picture) copies[role] = picture;
      else if (await this.storage.stat(picture.key)) {
        const key = keyOf(owner, role, picture.contentType);
        await this.storage.write(key, await this.storage.open(picture.key));
        copies[role] = { key, contentType: picture.contentType };
      }
    }
    return copies;
  }

  /** Has the files go that `after` does not name any more, once the transaction that writes the row is committed. */
  forget(before: Pictures, after: Pictures, tx: Tx): Promise<string[]> {
    const kept = new Set(keysOf(after));
    const gone = keysOf(before).filter((key) => !kept.has(key));
    return this.removals.plan(gone.map(file), tx);
  }

  carryOut(removalIds: readonly string[]): Promise<void> {
    return this.removals.carryOut(removalIds);
  }

  /** Where a picture can be read without credentials; `/…` on the farm's own storage. */
  async address(picture: Picture | undefined): Promise<string | null> {
    if (!picture) return null;
    if ('url' in picture) return picture.url;
    const { contentType, key } = picture;
    return (await this.storage.grantDownload(key, { inline: true, contentType })).url;
  }

  private async store(
    owner: { workspaceId: string; id: string },
    role: PictureRole,
    file: { bytes: Buffer; contentType: string },
  ): Promise<Picture> {
    const key = keyOf(owner, role, file.contentType);
    await this.storage.write(key, Readable.from([file.bytes]));
    return { key, contentType: file.contentType };
  }
}

const keyOf = (owner: { workspaceId: string; id: string }, role: PictureRole, contentType: string): string =>
  `documents/${owner.workspaceId}/${owner.id}/${role}-${newId()}.${EXTENSIONS[contentType] ?? 'bin'}`;

const keysOf = (pictures: Pictures): string[] =>
  Object.values(pictures).flatMap((picture) => ('key' in picture ? [picture.key] : []));

/** The bytes, when they are a picture of a sensible size. */
function decode(role: PictureRole, text: string): { bytes: Buffer; contentType: string } {
  const limit = PICTURE_LIMITS[role];
  const plain = base64Of(text);
  if (plain === undefined)
    throw new FarmError(
      'bad-request',
      `${role}_base64 is not base64; send the bytes of a PNG, JPEG, WebP or GIF picture in base64.`,
    );
  const bytes = Buffer.from(plain, 'base64');
  if (bytes.length > limit)
    throw new FarmError('bad-request', `${role}_base64 has ${bytes.length} bytes; the limit is ${limit}.`, {
      details: { limit },
    });
  const contentType = sniffContent(bytes);
  if (contentType === undefined || !(contentType in EXTENSIONS))
    throw new FarmError('bad-request', `${role}_base64 is not a PNG, JPEG, WebP or GIF picture.`);
  return { bytes, contentType };
}
