import { Injectable } from '@nestjs/common';
import { Metadata } from '@tus/server';
import type { Request } from 'express';
import { FarmError } from '@farm/shared/errors';
import {
  ASSET_TYPES,
  AssetUploadsService,
  ResumableUploadsService,
  type AssetType,
  type ResumableFacts,
} from '../../../../assets/index.js';
import { AccessService, pickUsual } from '../../../../auth/index.js';
import { isUuid } from '../../../../platform/crypto/ids.js';
import { UploadAccess } from '../upload-access.js';
import type { Ticket } from './tus-server.js';

const LONGEST_NAME = 255;

/** Who may begin and who may go on with a resumable upload. */
@Injectable()
export class TusAccess {
  constructor(
    private readonly resumable: ResumableUploadsService,
    private readonly uploads: AssetUploadsService,
    private readonly urls: UploadAccess,
    private readonly access: AccessService,
  ) {}

  /** With `assetId`: whoever may PUT to its upload URL. Without: a caller of a workspace; the asset is new. */
  async ticket(request: Request): Promise<Ticket> {
    const metadata = metadataOf(request);
    const { assetId, filename, filetype } = metadata;
    this.uploads.refuseTooLarge(lengthOf(request));
    if (assetId) {
      if (!isUuid(assetId)) throw new FarmError('not-found', 'assetId in Upload-Metadata is no asset.');
      return this.resumable.forAsset(assetId, await this.urls.workspaceOf(assetId, request));
    }
    const principal = await this.access.need(['bearer'], pickUsual(request));
    const name = (filename ?? '').trim();
    if (name === '' || name.length > LONGEST_NAME)
      throw new FarmError('bad-request', 'Upload-Metadata must have a filename of 1 to 255 characters.');
    const contentType = filetype ? { contentType: filetype.slice(0, 127) } : {};
    return this.resumable.forNew(principal, { name, type: typeOf(metadata), ...contentType });
  }

  /** The upload, for holders of its address and callers of its workspace; undefined is a 404. */
  async open(id: string, request: Request): Promise<ResumableFacts | undefined> {
    const workspaceId = await this.urls.workspaceOf(id, request);
    const facts = await this.resumable.facts(id);
    return workspaceId === undefined || workspaceId === facts?.workspaceId ? facts : undefined;
  }
}

type Said = Partial<Record<string, string | null>>;

function metadataOf(request: Request): Said {
  const text = request.get('upload-metadata');
  if (!text) return {};
  try {
    return Metadata.parse(text);
  } catch {
    throw new FarmError('bad-request', 'Upload-Metadata must be pairs of a name and a Base64 value.');
  }
}

/** `type` in our words; else what the content type begins with. */
function typeOf({ type, filetype }: Said): AssetType {
  const said = type ?? filetype?.split('/')[0];
  const known = ASSET_TYPES.find((name) => name === said);
  if (!known)
    throw new FarmError('bad-request', 'Upload-Metadata must have a type: image, video, audio or font.');
  return known;
}

function lengthOf(request: Request): number | undefined {
  const length = Number(request.get('upload-length') ?? Number.NaN);
  return Number.isFinite(length) ? length : undefined;
}
