import { Controller, Get } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import { CurrentPrincipal, type Principal } from '../../../auth/index.js';
import { WhyService } from '../../../farm/index.js';
import { JobsService } from '../../../jobs/index.js';
import { IdParam } from '../../../platform/http/id-param.js';
import { Problems } from '../../edge/problem-docs.js';
import { KeyOrBearer } from '../ilve.credentials.js';
import { WhyDto } from './why.dto.js';

/** Our extension: a render that waits says why. */
@ApiTags('Render')
@KeyOrBearer()
@Controller('v1/render')
export class WhyController {
  constructor(
    private readonly jobs: JobsService,
    private readonly why: WhyService,
  ) {}

  @Get(':id/why')
  @ApiParam({ name: 'id', type: String, format: 'uuid' })
  @ApiOperation({ summary: 'Why a render waits (our extension)' })
  @ApiOkResponse({ type: WhyDto })
  @Problems(401, 404)
  async getRenderWhy(@CurrentPrincipal() principal: Principal, @IdParam('id') id: string): Promise<WhyDto> {
    const job = await this.jobs.require(principal.workspaceId, id);
    return { jobId: job.id, status: job.state, ...(await this.why.of(job)) };
  }
}
