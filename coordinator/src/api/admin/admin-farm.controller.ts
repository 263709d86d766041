import { Body, Controller, Delete, Get, HttpCode, Param, Patch, Post, Query } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiOperation, ApiParam } from '@nestjs/swagger';
import { FarmError } from '@farm/shared/errors';
import { slotEngineSchema } from '@farm/shared/wire';
import { CurrentAdmin, type AdminActor } from '../../auth/index.js';
import { AgentAdministration, FarmPauseService, type MaintenanceWindow } from '../../farm/index.js';
import { PieceCache } from '../../jobs/index.js';
import { IdParam } from '../../platform/http/id-param.js';
import { pageFacts, readPaging } from '../edge/paging.js';
import { Problems } from '../edge/problem-docs.js';
import {
  AgentDto,
  AgentListDto,
  FarmStateDto,
  UpdateAgentDto,
  UpdateFarmDto,
  type MaintenanceWindowDto,
} from './admin-farm.dto.js';
import { AdminRoutes } from './admin.credentials.js';
import { AdminDoneDto, AdminPageQueryDto } from './admin.dto.js';
import { agentToReply, farmToReply } from './farm-to-reply.js';

const Id = () => ApiParam({ name: 'id', type: String, format: 'uuid' });

/** /v1/admin/farm and /agents: the switch of the farm, and its machines. */
@AdminRoutes()
@Controller('v1/admin')
export class AdminFarmController {
  constructor(
    private readonly pause: FarmPauseService,
    private readonly agents: AgentAdministration,
    private readonly pieces: PieceCache,
  ) {}

  @Get('farm')
  @ApiOperation({ summary: 'Is the farm paused, and how well serves the cache of pieces?' })
  @ApiOkResponse({ type: FarmStateDto })
  @Problems(401)
  async adminGetFarm(): Promise<FarmStateDto> {
    return farmToReply(await this.pause.state(), await this.pieces.facts());
  }

  @Patch('farm')
  @ApiOperation({ summary: 'Pause or resume the farm; what runs goes on' })
  @ApiOkResponse({ type: FarmStateDto })
  @Problems(400, 401)
  async adminUpdateFarm(
    @CurrentAdmin() admin: AdminActor,
    @Body() { paused, reason }: UpdateFarmDto,
  ): Promise<FarmStateDto> {
    const text = reason?.trim() ? reason.trim() : null;
    const state = paused ? await this.pause.pause(admin, text) : await this.pause.resume(admin);
    return farmToReply(state, await this.pieces.facts());
  }

  @Get('agents')
  @ApiOperation({ summary: 'List the agents' })
  @ApiOkResponse({ type: AgentListDto })
  @Problems(400, 401)
  async adminListAgents(@Query() query: AdminPageQueryDto): Promise<AgentListDto> {
    const paging = readPaging(query);
    const wanted = query.search?.toLowerCase() ?? '';
    const all = (await this.agents.list()).filter(({ name }) => name.toLowerCase().includes(wanted));
    const begin = (paging.page - 1) * paging.limit;
    const agents = all.slice(begin, begin + paging.limit).map(agentToReply);
    return { agents, ...pageFacts(all.length, paging) };
  }

  @Get('agents/:id')
  @Id()
  @ApiOperation({ summary: 'Read an agent' })
  @ApiOkResponse({ type: AgentDto })
  @Problems(401, 404)
  async adminGetAgent(@IdParam('id') id: string): Promise<AgentDto> {
    return agentToReply(await this.agents.get(id));
  }

  @Patch('agents/:id')
  @Id()
  @ApiOperation({ summary: 'Drain an agent, or set its maintenance windows' })
  @ApiOkResponse({ type: AgentDto })
  @Problems(400, 401, 404, 409)
  async adminUpdateAgent(
    @CurrentAdmin() admin: AdminActor,
    @IdParam('id') id: string,
    @Body() { drain, windows }: UpdateAgentDto,
  ): Promise<AgentDto> {
    if (windows) await this.agents.setWindows(admin, id, windows.map(toWindow));
    if (drain) await this.agents.setDrain(admin, id, drain === 'off' ? null : drain);
    return agentToReply(await this.agents.get(id));
  }

  @Delete('agents/:id')
  @Id()
  @ApiOperation({ summary: 'End the membership of an agent; its work runs elsewhere' })
  @ApiOkResponse({ type: AdminDoneDto })
  @Problems(401, 404, 409)
  async adminRemoveAgent(
    @CurrentAdmin() admin: AdminActor,
    @IdParam('id') id: string,
  ): Promise<AdminDoneDto> {
    await this.agents.revoke(admin, id);
    return { success: true };
  }

  @Post('agents/:id/probe')
  @HttpCode(201)
  @Id()
  @ApiOperation({ summary: 'Have an agent measure its encoders anew' })
  @ApiCreatedResponse({ type: AdminDoneDto })
  @Problems(401, 404, 409)
  async adminProbeAgent(@CurrentAdmin() admin: AdminActor, @IdParam('id') id: string): Promise<AdminDoneDto> {
    await this.agents.probe(admin, id);
    return { success: true };
  }

  @Delete('agents/:id/quarantines/:engine')
  @Id()
  @ApiParam({ name: 'engine', enum: slotEngineSchema.options })
  @ApiOperation({ summary: 'Use an engine again that failed too often' })
  @ApiOkResponse({ type: AdminDoneDto })
  @Problems(401, 404)
  async adminLiftQuarantine(
    @CurrentAdmin() admin: AdminActor,
    @IdParam('id') id: string,
    @Param('engine') name: string,
  ): Promise<AdminDoneDto> {
    const engine = slotEngineSchema.safeParse(name);
    if (!engine.success) throw new FarmError('not-found', `There is no engine ${name}.`);
    await this.agents.liftQuarantine(admin, id, engine.data);
    return { success: true };
  }
}

/** What else a client sends stays outside. */
const toWindow = ({ start, minutes, timeZone }: MaintenanceWindowDto): MaintenanceWindow => ({
  start: start.trim(),
  minutes,
  ...(timeZone ? { timeZone } : {}),
});
