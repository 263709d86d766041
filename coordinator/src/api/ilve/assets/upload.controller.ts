import { Controller, HttpCode, Post, Put, Req } from '@nestjs/common';
import {
  ApiBody,
  ApiConsumes,
  ApiOkResponse,
  ApiOperation,
  ApiParam,
  ApiQuery,
  ApiTags,
} from '@nestjs/swagger';
import type { Request } from 'express';
import { AssetUploadsService } from '../../../assets/index.js';
import { IdParam } from '../../../platform/http/id-param.js';
import { Problems } from '../../edge/problem-docs.js';
import { NoCredentials } from '../ilve.credentials.js';
import { UploadedDto } from './assets.dto.js';
import { withFilePart } from './file-part.js';
import { UploadAccess } from './upload-access.js';

/**
 * The target of uploads. Takes the raw body whatever its content type says (PUT of the guide, POST of the Node
 * client, curl's "form"), or the part `file` of multipart/form-data. No body parser runs on this route.
 */
@ApiTags('Assets')
@Controller('v1/assets')
export class UploadController {
  constructor(
    private readonly uploads: AssetUploadsService,
    private readonly access: UploadAccess,
  ) {}

  @Put(':id/upload')
  @HttpCode(200)
  @NoCredentials()
  @ApiOperation({ summary: 'Upload the bytes of an announced asset', operationId: 'putAssetUpload' })
  @ApiParam({ name: 'id', type: String, format: 'uuid' })
  @ApiQuery({
    name: 'sig',
    type: String,
    required: false,
    description: 'As in uploadUrl; without it, credentials are needed.',
  })
  @ApiConsumes('application/octet-stream', 'multipart/form-data')
  @ApiBody({ schema: { type: 'string', format: 'binary' } })
  @ApiOkResponse({ type: UploadedDto })
  @Problems(400, 401, 404, 409, 413, 503)
  putUpload(@IdParam('id') id: string, @Req() request: Request): Promise<UploadedDto> {
    return this.upload(id, request);
  }

  @Post(':id/upload')
  @HttpCode(200)
  @NoCredentials()
  @ApiOperation({ summary: 'Upload the bytes of an announced asset' })
  @ApiParam({ name: 'id', type: String, format: 'uuid' })
  @ApiQuery({
    name: 'sig',
    type: String,
    required: false,
    description: 'As in uploadUrl; without it, credentials are needed.',
  })
  @ApiConsumes('application/octet-stream', 'multipart/form-data')
  @ApiBody({ schema: { type: 'string', format: 'binary' } })
  @ApiOkResponse({ type: UploadedDto })
  @Problems(400, 401, 404, 409, 413, 503)
  uploadAsset(@IdParam('id') id: string, @Req() request: Request): Promise<UploadedDto> {
    return this.upload(id, request);
  }

  private async upload(id: string, request: Request): Promise<UploadedDto> {
    const asset = await this.uploads.find(id, await this.access.workspaceOf(id, request));
    const length = Number(request.get('content-length') ?? Number.NaN);
    this.uploads.refuseTooLarge(Number.isFinite(length) ? length : undefined);
    if (/^multipart\/form-data/i.test(request.get('content-type') ?? ''))
      await withFilePart(request, async (bytes) => void (await this.uploads.receive(asset, bytes)));
    else await this.uploads.receive(asset, request);
    return { success: true };
  }
}
