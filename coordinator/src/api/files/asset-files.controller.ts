import { Controller, Get, Head, Param, Redirect } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { FarmError } from '@farm/shared/errors';
import { AssetsService } from '../../assets/index.js';
import { Access, CurrentPrincipal, type Principal } from '../../auth/index.js';
import { IdParam } from '../../platform/http/id-param.js';
import { Origin } from '../../platform/http/origin.js';
import { absoluteUrl } from '../../storage/index.js';

/**
 * The lasting address of an asset (`assetUrl`), for its own workspace: answers with a redirect to a signed URL.
 * In a scene it needs no credentials: the farm recognises it and reads the asset itself.
 */
@ApiExcludeController()
@Access(['key', 'bearer'])
@Controller('assets')
export class AssetFilesController {
  constructor(private readonly assets: AssetsService) {}

  @Head(':workspaceId/:assetId/:name')
  @Redirect()
  head(
    @CurrentPrincipal() principal: Principal,
    @IdParam('assetId') assetId: string,
    @Param('workspaceId') workspaceId: string,
    @Origin() origin: string,
  ): Promise<{ url: string; statusCode: number }> {
    return this.get(principal, assetId, workspaceId, origin);
  }

  @Get(':workspaceId/:assetId/:name')
  @Redirect()
  async get(
    @CurrentPrincipal() principal: Principal,
    @IdParam('assetId') assetId: string,
    @Param('workspaceId') workspaceId: string,
    @Origin() origin: string,
  ): Promise<{ url: string; statusCode: number }> {
    if (workspaceId !== principal.workspaceId)
      throw new FarmError('not-found', 'There is no such asset in this workspace.');
    const asset = await this.assets.need(principal.workspaceId, assetId);
    const grant = await this.assets.grantDownload(asset, { inline: true });
    return { url: absoluteUrl(origin, grant.url), statusCode: 302 };
  }
}
