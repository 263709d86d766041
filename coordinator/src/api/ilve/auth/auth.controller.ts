import { Body, Controller, HttpCode, Post } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { SessionsService } from '../../../auth/index.js';
import { WebhooksService } from '../../../webhooks/index.js';
import { Problems } from '../../edge/problem-docs.js';
import { NoCredentials } from '../ilve.credentials.js';
import { LoginDto, SessionDto } from './auth.dto.js';

@ApiTags('Auth')
@Controller('v1/auth')
export class AuthController {
  constructor(
    private readonly sessions: SessionsService,
    private readonly webhooks: WebhooksService,
  ) {}

  @Post('login')
  @HttpCode(200)
  @NoCredentials()
  @ApiOperation({ summary: 'Get a token for a person' })
  @ApiOkResponse({ type: SessionDto })
  @Problems(400, 401, 429)
  async login(@Body() body: LoginDto): Promise<SessionDto> {
    const { token, expiresIn, member, workspace } = await this.sessions.login(body.email, body.password);
    const { id, email, name, role } = member;
    return {
      token,
      accessToken: token,
      expiresIn,
      user: { id, email, name, role },
      workspace: {
        id: workspace.id,
        name: workspace.name,
        webhookSecret: this.webhooks.secretOf(workspace.id),
      },
    };
  }
}
