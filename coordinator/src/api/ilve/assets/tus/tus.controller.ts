import { Controller, Delete, Head, HttpCode, Options, Patch, Post, Req, Res } from '@nestjs/common';
import {
  ApiBody,
  ApiConsumes,
  ApiCreatedResponse,
  ApiHeader,
  ApiNoContentResponse,
  ApiOkResponse,
  ApiExcludeEndpoint,
  ApiOperation,
  ApiParam,
  ApiTags,
} from '@nestjs/swagger';
import type { Request, Response } from 'express';
import { FarmError } from '@farm/shared/errors';
import { DiskGuard } from '../../../../platform/disk/disk-guard.service.js';
import { IdParam } from '../../../../platform/http/id-param.js';
import { Problems } from '../../../edge/problem-docs.js';
import { NoCredentials } from '../../ilve.credentials.js';
import { TusAccess } from './tus-access.js';
import { TUS_PATH, TusServer } from './tus-server.js';

const TusHeader = (name: string, example: string, description: string) =>
  ApiHeader({ name, required: false, description, schema: { type: 'string', example } });
const Resumable = () => TusHeader('Tus-Resumable', '1.0.0', 'The version of the protocol; needed.');

/**
 * Our extension: uploads that survive a cut line, by the tus protocol 1.0.0 (creation, creation-with-upload,
 * expiration, termination). No body parser runs here.
 */
@ApiTags('Assets')
@Controller(TUS_PATH)
export class TusController {
  constructor(
    private readonly server: TusServer,
    private readonly access: TusAccess,
    private readonly disk: DiskGuard,
  ) {}

  @Post()
  @HttpCode(201)
  @NoCredentials()
  @ApiOperation({
    summary: 'Begin a resumable upload',
    description: 'Location of the answer is where the bytes go; it needs no other credentials.',
    operationId: 'createTusUpload',
  })
  @Resumable()
  @TusHeader('Upload-Length', '1048576', 'Bytes of the whole file.')
  @TusHeader(
    'Upload-Metadata',
    'filename Y2xpcC5tcDQ=,type dmlkZW8=',
    'Base64 values of filename and type (image, video, audio, font); or assetId, from upload-url.',
  )
  @ApiCreatedResponse({ description: 'Begun; see Location and X-Asset-Id.' })
  @Problems(400, 401, 404, 409, 413)
  async create(@Req() request: Request, @Res() response: Response): Promise<void> {
    const ticket = await this.access.ticket(request);
    response.set('X-Asset-Id', ticket.facts.assetId);
    await this.server.handle(request, response, ticket);
  }

  @Patch(':id')
  @HttpCode(204)
  @NoCredentials()
  @ApiOperation({ summary: 'Send the next bytes of a resumable upload', operationId: 'patchTusUpload' })
  @ApiParam({ name: 'id', type: String, format: 'uuid' })
  @Resumable()
  @TusHeader('Upload-Offset', '0', 'Where these bytes begin: what HEAD answered.')
  @ApiConsumes('application/offset+octet-stream')
  @ApiBody({ schema: { type: 'string', format: 'binary' } })
  @ApiNoContentResponse({ description: 'Taken; Upload-Offset says how far it is.' })
  @Problems(400, 401, 404, 409, 413)
  async patch(@IdParam('id') id: string, @Req() request: Request, @Res() response: Response): Promise<void> {
    await this.disk.refuseWhenFull();
    await this.pass(id, request, response);
  }

  @Head(':id')
  @NoCredentials()
  @ApiOperation({ summary: 'Ask how far a resumable upload came', operationId: 'headTusUpload' })
  @ApiParam({ name: 'id', type: String, format: 'uuid' })
  @Resumable()
  @ApiOkResponse({ description: 'See Upload-Offset and Upload-Length.' })
  @Problems(401, 404)
  async head(@IdParam('id') id: string, @Req() request: Request, @Res() response: Response): Promise<void> {
    await this.pass(id, request, response);
  }

  @Delete(':id')
  @HttpCode(204)
  @NoCredentials()
  @ApiOperation({ summary: 'Give up a resumable upload', operationId: 'deleteTusUpload' })
  @ApiParam({ name: 'id', type: String, format: 'uuid' })
  @Resumable()
  @ApiNoContentResponse({ description: 'Gone.' })
  @Problems(401, 404)
  async remove(@IdParam('id') id: string, @Req() request: Request, @Res() response: Response): Promise<void> {
    await this.pass(id, request, response);
  }

  @Options()
  @NoCredentials()
  @ApiExcludeEndpoint()
  async options(@Req() request: Request, @Res() response: Response): Promise<void> {
    await this.server.handle(request, response);
  }

  private async pass(id: string, request: Request, response: Response): Promise<void> {
    const facts = await this.access.open(id, request);
    if (!facts)
      throw new FarmError('not-found', 'There is no such upload, or it has expired; begin a new one.');
    response.set('X-Asset-Id', facts.assetId);
    await this.server.handle(request, response);
  }
}
