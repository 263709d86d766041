import { Controller, Get, Head, HttpCode, Put, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { Request, Response } from 'express';
import { FarmError } from '@farm/shared/errors';
import { AssetsService } from '../../assets/index.js';
import { Public } from '../../auth/index.js';
import { UsageService } from '../../pricing/index.js';
import {
  FILES_PATH,
  LocalSigner,
  servedContentType,
  StorageService,
  type Written,
} from '../../storage/index.js';
import { sendFile } from '../edge/send-file.js';

/**
 * Objects of the local folder, by signed URLs only: every other credential in the request is ignored. GET and HEAD
 * are for customers and agents (multi-use until the URL expires), PUT is the hand-over of an agent's result.
 */
@ApiExcludeController()
@Public()
@Controller()
export class FilesController {
  constructor(
    private readonly storage: StorageService,
    private readonly signer: LocalSigner,
    private readonly assets: AssetsService,
    private readonly usage: UsageService,
  ) {}

  @Head('files/*key')
  head(@Req() request: Request, @Res() response: Response): Promise<void> {
    return this.get(request, response);
  }

  @Get('files/*key')
  async get(@Req() request: Request, @Res() response: Response): Promise<void> {
    const { key: shown, query } = this.authorised('GET', request);
    const key = await this.assets.objectKeyOf(shown);
    const found = await this.storage.stat(key);
    if (!found) throw new FarmError('not-found', 'The file is not there any more.');
    const fileName = query.name ?? shown.split('/').pop() ?? 'file';
    const sent = await sendFile(request, response, {
      ...found,
      fileName,
      contentType: servedContentType(query.type, key),
      inline: query.inline === '1',
      open: (range) => this.storage.open(key, range),
    });
    // outputs/<workspace>/…, assets/<workspace>/…, documents/<workspace>/…; pieces stay within the farm.
    const [kind, workspaceId] = shown.split('/');
    if (kind !== 'pieces') this.usage.countSent(workspaceId, sent);
  }

  @Put('files/*key')
  @HttpCode(200)
  async put(@Req() request: Request): Promise<Written> {
    const { key, query } = this.authorised('PUT', request);
    const sizeBytes = numberOf(request.get('content-length'));
    const maxBytes = numberOf(query.max);
    if (sizeBytes !== undefined && maxBytes !== undefined && sizeBytes > maxBytes)
      throw new FarmError(
        'too-large',
        `The file has ${sizeBytes} bytes; this URL takes ${maxBytes} at most.`,
      );
    const sha256 = request.get('x-content-sha256');
    return this.storage.write(key, request, {
      ...(maxBytes === undefined ? {} : { maxBytes }),
      ...(sizeBytes === undefined ? {} : { sizeBytes }),
      ...(sha256 ? { sha256 } : {}),
    });
  }

  private authorised(
    method: 'GET' | 'PUT',
    request: Request,
  ): { key: string; query: Record<string, string> } {
    const key = keyOf(request);
    const query = textQuery(request);
    const problem = this.signer.check(method, key, query);
    if (problem === undefined) return { key, query };
    throw problem === 'expired'
      ? new FarmError('forbidden', 'This URL has expired; ask for a new one.', {
          details: { reason: 'expired' },
        })
      : new FarmError('forbidden', 'The signature of this URL is missing or wrong; ask for a new one.');
  }
}

function keyOf(request: Request): string {
  const parts = request.path.slice(FILES_PATH.length + 1).split('/');
  try {
    return parts.map(decodeURIComponent).join('/');
  } catch {
    throw new FarmError('not-found', 'There is no such file.');
  }
}

/** Only single values: a repeated parameter becomes a text that no signature covers. */
const textQuery = (request: Request): Record<string, string> =>
  Object.fromEntries(Object.entries(request.query).map(([name, value]) => [name, String(value)]));

const numberOf = (text: string | undefined): number | undefined =>
  text !== undefined && /^\d{1,15}$/.test(text) ? Number(text) : undefined;
