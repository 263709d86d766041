import { Controller, Get, Query, Req, Res } from '@nestjs/common';
import {
  ApiExtraModels,
  ApiOkResponse,
  ApiOperation,
  ApiParam,
  ApiQuery,
  ApiTags,
  getSchemaPath,
} from '@nestjs/swagger';
import type { Request, Response } from 'express';
import { ADMIN_SECRET_HEADER, AdminSecret, CurrentPrincipal, type Principal } from '../../../auth/index.js';
import { JobsService, type Job } from '../../../jobs/index.js';
import { IdParam } from '../../../platform/http/id-param.js';
import { ToolsService } from '../../../tools/index.js';
import { goneSignal } from '../../edge/gone.js';
import { Problems } from '../../edge/problem-docs.js';
import { KeyOrBearer } from '../ilve.credentials.js';
import { readWait } from '../render/render-tag.policy.js';
import { readAttempt, readOffset } from './log-query.policy.js';
import { LogViews } from './log-views.service.js';
import { LogsDto } from './logs.dto.js';
import { logsToReply, logsToText } from './logs-to-reply.js';

interface LogQuery {
  attempt?: string;
  offset?: string;
  wait?: string;
}

const whole = (minimum: number, more: object = {}) => ({ type: 'integer', minimum, ...more }) as const;

/** Both routes take and answer the same. */
const LogsOperation =
  (summary: string): MethodDecorator =>
  (target, key, descriptor) => {
    const decorators = [
      ApiParam({ name: 'id', type: String, format: 'uuid' }),
      ApiOperation({
        summary,
        description:
          'With `Accept: text/plain` the text alone, and the next offset in X-Next-Offset. To follow, ask again with `offset` = `nextOffset` and `wait` until `ended`.',
      }),
      ApiQuery({ name: 'attempt', required: false, schema: whole(1), description: 'This attempt only.' }),
      ApiQuery({
        name: 'offset',
        required: false,
        schema: whole(0, { default: 0 }),
        description: 'Bytes to skip: of the log of all attempts as it came, or of that of `attempt`.',
      }),
      ApiQuery({
        name: 'wait',
        required: false,
        schema: whole(0, { maximum: 60, default: 0 }),
        description: 'Seconds to wait for something new.',
      }),
      ApiOkResponse({
        description: 'What follows `offset`.',
        content: {
          'application/json': { schema: { $ref: getSchemaPath(LogsDto) } },
          'text/plain': { schema: { type: 'string' } },
        },
      }),
      Problems(401, 404),
    ];
    for (const decorate of decorators) decorate(target, key, descriptor);
  };

/** Our extension: what the attempts at a job did, line by line. */
@KeyOrBearer()
@ApiExtraModels(LogsDto)
@Controller('v1')
export class LogsController {
  constructor(
    private readonly jobs: JobsService,
    private readonly tools: ToolsService,
    private readonly views: LogViews,
    private readonly adminSecret: AdminSecret,
  ) {}

  @Get('render/:id/logs')
  @ApiTags('Render')
  @LogsOperation('The log of a render (our extension)')
  async getRenderLogs(
    @CurrentPrincipal() principal: Principal,
    @IdParam('id') id: string,
    @Query() query: LogQuery,
    @Req() request: Request,
    @Res({ passthrough: true }) response: Response,
  ): Promise<LogsDto | string> {
    const job = await this.jobs.require(principal.workspaceId, id);
    return this.reply(job, query, request, response);
  }

  @Get('tools/jobs/:id/logs')
  @ApiTags('Tools')
  @LogsOperation('The log of a tool job (our extension)')
  async getToolJobLogs(
    @CurrentPrincipal() principal: Principal,
    @IdParam('id') id: string,
    @Query() query: LogQuery,
    @Req() request: Request,
    @Res({ passthrough: true }) response: Response,
  ): Promise<LogsDto | string> {
    const { job } = await this.tools.require(principal.workspaceId, id);
    return this.reply(job, query, request, response);
  }

  private async reply(
    job: Job,
    query: LogQuery,
    request: Request,
    response: Response,
  ): Promise<LogsDto | string> {
    const attempt = readAttempt(one(query.attempt));
    const offset = readOffset(one(query.offset));
    const wish = {
      attempt,
      offset,
      waitMs: readWait(one(query.wait)),
      gone: goneSignal(response),
      withAgents: this.adminSecret.isRight(request.get(ADMIN_SECRET_HEADER)),
    };
    const view = await this.views.read(job, wish);
    response.vary('Accept').set('Cache-Control', 'private, no-cache');
    if (request.accepts(['json', 'text']) !== 'text') return logsToReply(view);
    response.set('X-Next-Offset', String(view.part.next)).type('text/plain');
    return logsToText(view, attempt !== undefined);
  }
}

/** A parameter that came twice is a list; the first one counts. */
const one = (given: unknown): string | undefined => {
  const first: unknown = Array.isArray(given) ? given[0] : given;
  return typeof first === 'string' ? first : undefined;
};
