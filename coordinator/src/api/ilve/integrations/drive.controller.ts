import { Controller, Get, HttpStatus, Query, Res } from '@nestjs/common';
import { ApiExcludeEndpoint, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { Response } from 'express';
import { FarmError } from '@farm/shared/errors';
import { CurrentPrincipal, Roles, type Principal } from '../../../auth/index.js';
import { DriveOauthService } from '../../../destinations/index.js';
import { Origin } from '../../../platform/http/origin.js';
import { Problems } from '../../edge/problem-docs.js';
import { PeopleOnly, NoCredentials } from '../ilve.credentials.js';
import { answerPage } from './drive-answer-page.js';
import { DriveAuthUrlDto } from './integrations.dto.js';

const CALLBACK = 'v1/integrations/drive/callback';

/** Connecting Google Drive: a person's browser goes to Google and comes back to the callback. */
@ApiTags('Integrations')
@Controller()
export class DriveController {
  constructor(private readonly drive: DriveOauthService) {}

  @Get('v1/integrations/drive/auth-url')
  @PeopleOnly()
  @Roles('owner', 'admin')
  @ApiOperation({ summary: 'Get the address at Google where Drive is connected' })
  @ApiOkResponse({ type: DriveAuthUrlDto })
  @Problems(401, 403, 503)
  async getDriveAuthUrl(
    @CurrentPrincipal() principal: Principal,
    @Origin() origin: string,
  ): Promise<DriveAuthUrlDto> {
    return { url: await this.drive.authUrl(principal, `${origin}/${CALLBACK}`) };
  }

  /** Called by a browser that Google sends back; the signed state in it says for which workspace. */
  @Get(CALLBACK)
  @NoCredentials()
  @ApiExcludeEndpoint()
  async callback(@Query() query: Record<string, unknown>, @Res() response: Response): Promise<void> {
    const text = (name: string): string | undefined =>
      typeof query[name] === 'string' ? query[name] : undefined;
    const [code, error] = [text('code'), text('error')];
    try {
      const { name } = await this.drive.callback({
        state: text('state') ?? '',
        ...(code === undefined ? {} : { code }),
        ...(error === undefined ? {} : { error }),
      });
      answerPage(
        response,
        HttpStatus.OK,
        'Google Drive is connected',
        `The integration "${name}" is ready to use. You can close this window.`,
      );
    } catch (thrown) {
      if (!(thrown instanceof FarmError)) throw thrown;
      answerPage(response, thrown.status, 'Google Drive is not connected', thrown.message);
    }
  }
}
