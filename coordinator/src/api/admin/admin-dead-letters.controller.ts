import { Controller, Get, HttpCode, Post, Query } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiOperation, ApiParam } from '@nestjs/swagger';
import { FAILURES } from '@farm/shared/wire';
import { CurrentAdmin, type AdminActor } from '../../auth/index.js';
import { DeadLettersService, type DeadLetter } from '../../jobs/index.js';
import { IdParam } from '../../platform/http/id-param.js';
import { pageFacts, readPaging } from '../edge/paging.js';
import { Problems } from '../edge/problem-docs.js';
import {
  DeadLetterDto,
  DeadLetterListDto,
  DeadLetterQueryDto,
  RetriedDto,
} from './admin-dead-letters.dto.js';
import { AdminRoutes } from './admin.credentials.js';

/** /v1/admin/dead-letters: what the farm gave up, with the reason, and another try. */
@AdminRoutes()
@Controller('v1/admin/dead-letters')
export class AdminDeadLettersController {
  constructor(private readonly letters: DeadLettersService) {}

  @Get()
  @ApiOperation({ summary: 'List the work orders that were given up, newest first' })
  @ApiOkResponse({ type: DeadLetterListDto })
  @Problems(400, 401)
  async adminListDeadLetters(@Query() query: DeadLetterQueryDto): Promise<DeadLetterListDto> {
    const paging = readPaging(query);
    const { workspaceId, code } = query;
    const { rows, total } = await this.letters.page({ ...paging, workspaceId, code });
    return { deadLetters: rows.map(toReply), ...pageFacts(total, paging) };
  }

  @Post(':id/retry')
  @HttpCode(201)
  @ApiParam({ name: 'id', type: String, format: 'uuid' })
  @ApiOperation({ summary: 'Try it again: the same work as a new job, or the same delivery' })
  @ApiCreatedResponse({ type: RetriedDto })
  @Problems(401, 402, 404, 409)
  async adminRetryDeadLetter(
    @CurrentAdmin() admin: AdminActor,
    @IdParam('id') id: string,
  ): Promise<RetriedDto> {
    return { jobId: await this.letters.retry(admin, id) };
  }
}

function toReply({ orderId, failedAt, ...letter }: DeadLetter): DeadLetterDto {
  return {
    ...letter,
    id: orderId,
    fault: FAILURES[letter.code].fault,
    failedAt: failedAt.toISOString(),
  };
}
