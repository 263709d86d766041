import { Body, Controller, Delete, Get, HttpCode, Post, Query, Req, Res } from '@nestjs/common';
import {
  ApiCreatedResponse,
  ApiHeader,
  ApiOkResponse,
  ApiOperation,
  ApiParam,
  ApiQuery,
  ApiTags,
} from '@nestjs/swagger';
import type { Request, Response } from 'express';
import { FarmError } from '@farm/shared/errors';
import {
  AssetsService,
  AssetUploadsService,
  DirectUploadsService,
  type Asset,
  type AssetQuery,
  type AssetType,
} from '../../../assets/index.js';
import { CurrentPrincipal, type Principal } from '../../../auth/index.js';
import { InjectConfig, type CoordinatorConfig } from '../../../platform/config/config.js';
import { IdParam } from '../../../platform/http/id-param.js';
import { Origin, originOf } from '../../../platform/http/origin.js';
import { absoluteUrl } from '../../../storage/index.js';
import { DeletedIdDto, DeletedIdsDto, IdsDto } from '../../edge/batch.dto.js';
import { pageFacts, readPaging } from '../../edge/paging.js';
import { Problems } from '../../edge/problem-docs.js';
import { sendFile } from '../../edge/send-file.js';
import { BearerOnly } from '../ilve.credentials.js';
import { assetToReply, assetUrl } from './asset-to-reply.js';
import {
  AssetDto,
  AssetListDto,
  AssetListQueryDto,
  AssetReplyDto,
  RegisterAssetDto,
  RegisteredAssetDto,
  SignedUrlDto,
  UploadUrlDto,
  UploadUrlReplyDto,
} from './assets.dto.js';

/** /v1/assets: ask for an upload URL, send the bytes (upload.controller.ts), register, use, delete. */
@ApiTags('Assets')
@BearerOnly()
@Controller('v1/assets')
export class AssetsController {
  constructor(
    private readonly assets: AssetsService,
    private readonly uploads: AssetUploadsService,
    private readonly directs: DirectUploadsService,
    @InjectConfig() private readonly config: CoordinatorConfig,
  ) {}

  @Post('upload-url')
  @HttpCode(200)
  @ApiOperation({ summary: 'Ask for an upload URL' })
  @ApiOkResponse({ type: UploadUrlReplyDto })
  @Problems(400, 401, 413, 503)
  async createUploadUrl(
    @CurrentPrincipal() principal: Principal,
    @Body() body: UploadUrlDto,
    @Origin() origin: string,
  ): Promise<UploadUrlReplyDto> {
    const name = body.filename?.trim() || (body.name?.trim() ?? '');
    if (name === '')
      throw new FarmError('bad-request', 'name is missing: send the file name as name or filename.');
    this.uploads.refuseTooLarge(body.sizeBytes);
    const { contentType } = body;
    const wanted = { name, type: body.type as AssetType, ...(contentType ? { contentType } : {}) };
    const asset = await this.assets.announce(principal, wanted);
    const direct = await this.directs.offer(asset);
    return {
      uploadUrl: `${origin}/v1/assets/${asset.id}/upload?${this.uploads.signedQuery(asset.id)}`,
      assetUrl: assetUrl(origin, asset.storageKey),
      path: asset.storageKey,
      storageKey: asset.storageKey,
      assetId: asset.id,
      id: asset.id,
      type: asset.type,
      ...(direct ? { directUploadUrl: direct.url, directUploadHeaders: direct.headers } : {}),
    };
  }

  @Post('batch-delete')
  @HttpCode(200)
  @ApiOperation({ summary: 'Delete several assets' })
  @ApiOkResponse({ type: DeletedIdsDto })
  @Problems(400, 401)
  async batchDeleteAssets(
    @CurrentPrincipal() principal: Principal,
    @Body() body: IdsDto,
  ): Promise<DeletedIdsDto> {
    const deleted = await this.assets.remove(principal.workspaceId, body.ids);
    return { deleted, count: deleted.length };
  }

  @Post()
  @HttpCode(201)
  @ApiOperation({ summary: 'Register an uploaded file' })
  @ApiCreatedResponse({ type: RegisteredAssetDto })
  @Problems(400, 401)
  async createAsset(
    @CurrentPrincipal() principal: Principal,
    @Body() body: RegisterAssetDto,
    @Origin() origin: string,
  ): Promise<RegisteredAssetDto> {
    const storageKey = body.storage_key ?? body.storageKey;
    if (!storageKey)
      throw new FarmError('bad-request', 'storage_key is missing: send the path from the upload-url reply.');
    const asset = await this.assets.register(principal, {
      ...body,
      storageKey,
      type: body.type as AssetType,
    });
    const reply = await this.reply(asset, origin);
    return { asset: reply, assetUrl: reply.asset_url };
  }

  @Get()
  @ApiOperation({ summary: 'List the assets of the workspace' })
  @ApiOkResponse({ type: AssetListDto })
  @Problems(400, 401)
  async listAssets(
    @CurrentPrincipal() principal: Principal,
    @Query() query: AssetListQueryDto,
    @Origin() origin: string,
  ): Promise<AssetListDto> {
    const paging = readPaging(query);
    const { assets, total } = await this.assets.list(principal.workspaceId, toAssetQuery(query, paging));
    const replies = await Promise.all(assets.map((asset) => this.reply(asset, origin)));
    return { assets: replies, ...pageFacts(total, paging) };
  }

  @Get(':id')
  @ApiOperation({ summary: 'Read one asset' })
  @ApiParam({ name: 'id', type: String, format: 'uuid' })
  @ApiOkResponse({ type: AssetReplyDto })
  @Problems(401, 404)
  async getAsset(
    @CurrentPrincipal() principal: Principal,
    @IdParam('id') id: string,
    @Origin() origin: string,
  ): Promise<AssetReplyDto> {
    return { asset: await this.reply(await this.assets.need(principal.workspaceId, id), origin) };
  }

  @Get(':id/signed-url')
  @ApiOperation({ summary: 'Get a URL that reads the file without credentials' })
  @ApiParam({ name: 'id', type: String, format: 'uuid' })
  @ApiOkResponse({ type: SignedUrlDto })
  @Problems(401, 404)
  async getAssetSignedUrl(
    @CurrentPrincipal() principal: Principal,
    @IdParam('id') id: string,
    @Origin() origin: string,
  ): Promise<SignedUrlDto> {
    const asset = await this.assets.need(principal.workspaceId, id);
    const grant = await this.assets.grantDownload(asset, { inline: true });
    return { signedUrl: absoluteUrl(origin, grant.url) };
  }

  @Get(':id/proxy')
  @ApiOperation({ summary: 'Read the file itself' })
  @ApiParam({ name: 'id', type: String, format: 'uuid' })
  @ApiQuery({
    name: 'format',
    enum: ['json'],
    required: false,
    description: '`json`: answers `{signedUrl}` instead of the bytes.',
  })
  @ApiHeader({ name: 'Range', required: false, schema: { type: 'string', example: 'bytes=0-1023' } })
  @ApiOkResponse({
    description: 'The bytes (206 for a range).',
    content: { '*/*': { schema: { type: 'string', format: 'binary' } } },
  })
  @Problems(401, 404)
  async proxyAsset(
    @CurrentPrincipal() principal: Principal,
    @IdParam('id') id: string,
    @Req() request: Request,
    @Res() response: Response,
  ): Promise<void> {
    if (wantsJson(request, this.config.proxyForm)) {
      response.json(await this.getAssetSignedUrl(principal, id, originOf(request)));
      return;
    }
    const asset = await this.assets.need(principal.workspaceId, id);
    await sendFile(request, response, await this.assets.openFile(asset));
  }

  @Delete(':id')
  @ApiOperation({ summary: 'Delete an asset and its file' })
  @ApiParam({ name: 'id', type: String, format: 'uuid' })
  @ApiOkResponse({ type: DeletedIdDto })
  @Problems(401, 404)
  async deleteAsset(
    @CurrentPrincipal() principal: Principal,
    @IdParam('id') id: string,
  ): Promise<DeletedIdDto> {
    await this.assets.need(principal.workspaceId, id);
    await this.assets.remove(principal.workspaceId, [id]);
    return { id, deleted: true };
  }

  private async reply(asset: Asset, origin: string): Promise<AssetDto> {
    const thumbnail = await this.assets.grantThumbnail(asset);
    return assetToReply(asset, origin, thumbnail ? absoluteUrl(origin, thumbnail.url) : null);
  }
}

function toAssetQuery(query: AssetListQueryDto, paging: { page: number; limit: number }): AssetQuery {
  return {
    ...(query.type ? { type: query.type as AssetType } : {}),
    ...(query.search?.trim() ? { search: query.search.trim() } : {}),
    sortBy: (query.sortBy ?? 'created_at') as AssetQuery['sortBy'],
    sortOrder: query.sortOrder === 'asc' ? 'asc' : 'desc',
    ...paging,
  };
}

/**
 * The official Node client reads `{signedUrl}` here and every other one reads bytes (ilve-api.md C-09). Node's fetch
 * calls itself just `node`, whoever uses it, so that is believed only where the operator says so.
 */
function wantsJson(request: Request, form: CoordinatorConfig['proxyForm']): boolean {
  if (request.query.format === 'json') return true;
  return form === 'auto' && request.get('user-agent') === 'node' && request.get('range') === undefined;
}
