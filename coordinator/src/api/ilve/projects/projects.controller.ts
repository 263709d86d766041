import { Body, Controller, Delete, Get, HttpCode, Patch, Post, Put, Query } from '@nestjs/common';
import { ApiBody, ApiOkResponse, ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import { CurrentPrincipal, type Principal } from '../../../auth/index.js';
import { DocumentsService, type DocumentQuery } from '../../../documents/index.js';
import { IdParam } from '../../../platform/http/id-param.js';
import { Origin } from '../../../platform/http/origin.js';
import { DeletedIdDto, DeletedIdsDto, IdsDto } from '../../edge/batch.dto.js';
import { DetachedBody } from '../../edge/detached-body.pipe.js';
import { pageFacts, readPaging } from '../../edge/paging.js';
import { Problems } from '../../edge/problem-docs.js';
import { BearerOnly } from '../ilve.credentials.js';
import { RenditionsService } from '../renditions/renditions.service.js';
import { projectToChange, projectToReplacement } from './project-to-document.js';
import {
  CreateProjectDto,
  OneProjectDto,
  ProjectListDto,
  ProjectListQueryDto,
  ProjectReplyDto,
  ProjectStatsDto,
  UpdateProjectDto,
} from './projects.dto.js';
import { projectsOf, ProjectsService } from './projects.service.js';

const Id = () => ApiParam({ name: 'id', type: String, format: 'uuid' });

/** /v1/projects: scenes that are worked on, with their pictures and their newest render. */
@ApiTags('Projects')
@BearerOnly()
@Controller('v1/projects')
export class ProjectsController {
  constructor(
    private readonly documents: DocumentsService,
    private readonly projects: ProjectsService,
    private readonly renditions: RenditionsService,
  ) {}

  @Get('stats')
  @ApiOperation({ summary: 'How many projects there are' })
  @ApiOkResponse({ type: ProjectStatsDto })
  @Problems(401)
  async getProjectStats(@CurrentPrincipal() principal: Principal): Promise<ProjectStatsDto> {
    return { total: await this.documents.count(projectsOf(principal.workspaceId)) };
  }

  @Post('batch-delete')
  @HttpCode(200)
  @ApiOperation({ summary: 'Delete several projects' })
  @ApiOkResponse({ type: DeletedIdsDto })
  @Problems(400, 401)
  async batchDeleteProjects(
    @CurrentPrincipal() principal: Principal,
    @Body() body: IdsDto,
  ): Promise<DeletedIdsDto> {
    const deleted = await this.documents.remove(projectsOf(principal.workspaceId), body.ids);
    return { deleted, count: deleted.length };
  }

  @Get()
  @ApiOperation({ summary: 'List the projects of the workspace' })
  @ApiOkResponse({ type: ProjectListDto })
  @Problems(400, 401)
  async listProjects(
    @CurrentPrincipal() principal: Principal,
    @Query() query: ProjectListQueryDto,
    @Origin() origin: string,
  ): Promise<ProjectListDto> {
    const paging = readPaging(query);
    const shelf = projectsOf(principal.workspaceId);
    const { documents, total } = await this.documents.list(shelf, toQuery(query, paging));
    return { projects: await this.projects.replies(documents, origin), ...pageFacts(total, paging) };
  }

  @Post()
  @HttpCode(200)
  @ApiOperation({ summary: 'Create a project' })
  @ApiBody({ type: CreateProjectDto })
  @ApiOkResponse({ type: ProjectReplyDto })
  @Problems(400, 401, 413)
  async createProject(
    @CurrentPrincipal() principal: Principal,
    @Body(new DetachedBody(CreateProjectDto, 'video_json')) body: Readonly<CreateProjectDto>,
    @Origin() origin: string,
  ): Promise<ProjectReplyDto> {
    const change = { ...projectToChange(body), name: body.name };
    const made = await this.documents.create(projectsOf(principal.workspaceId), principal.memberId, change);
    return { project: await this.projects.reply(made, origin) };
  }

  @Get(':id')
  @Id()
  @ApiOperation({ summary: 'Read one project and its newest render' })
  @ApiOkResponse({ type: OneProjectDto })
  @Problems(401, 404)
  async getProject(
    @CurrentPrincipal() { workspaceId }: Principal,
    @IdParam('id') id: string,
    @Origin() origin: string,
  ): Promise<OneProjectDto> {
    const document = await this.documents.need(projectsOf(workspaceId), id);
    return {
      project: await this.projects.reply(document, origin),
      lastRendition: await this.renditions.newestOf(workspaceId, id, origin),
    };
  }

  @Put(':id')
  @Id()
  @ApiOperation({ summary: 'Replace a project', description: 'Fields that are left out are cleared.' })
  @ApiBody({ type: UpdateProjectDto })
  @ApiOkResponse({ type: ProjectReplyDto })
  @Problems(400, 401, 404, 413)
  async replaceProject(
    @CurrentPrincipal() principal: Principal,
    @IdParam('id') id: string,
    @Body(new DetachedBody(UpdateProjectDto, 'video_json')) body: Readonly<UpdateProjectDto>,
    @Origin() origin: string,
  ): Promise<ProjectReplyDto> {
    const shelf = projectsOf(principal.workspaceId);
    const changed = await this.documents.update(shelf, id, projectToReplacement(body));
    return { project: await this.projects.reply(changed, origin) };
  }

  @Patch(':id')
  @Id()
  @ApiOperation({ summary: 'Change some fields of a project', description: 'Null clears a field.' })
  @ApiBody({ type: UpdateProjectDto })
  @ApiOkResponse({ type: ProjectReplyDto })
  @Problems(400, 401, 404, 413)
  async updateProject(
    @CurrentPrincipal() principal: Principal,
    @IdParam('id') id: string,
    @Body(new DetachedBody(UpdateProjectDto, 'video_json')) body: Readonly<UpdateProjectDto>,
    @Origin() origin: string,
  ): Promise<ProjectReplyDto> {
    const changed = await this.documents.update(projectsOf(principal.workspaceId), id, projectToChange(body));
    return { project: await this.projects.reply(changed, origin) };
  }

  @Delete(':id')
  @Id()
  @ApiOperation({ summary: 'Delete a project' })
  @ApiOkResponse({ type: DeletedIdDto })
  @Problems(401, 404)
  async deleteProject(
    @CurrentPrincipal() principal: Principal,
    @IdParam('id') id: string,
  ): Promise<DeletedIdDto> {
    const shelf = projectsOf(principal.workspaceId);
    await this.documents.need(shelf, id);
    await this.documents.remove(shelf, [id]);
    return { id, deleted: true };
  }

  @Post(':id/duplicate')
  @HttpCode(200)
  @Id()
  @ApiOperation({ summary: 'Copy a project' })
  @ApiOkResponse({ type: ProjectReplyDto })
  @Problems(401, 404)
  async duplicateProject(
    @CurrentPrincipal() principal: Principal,
    @IdParam('id') id: string,
    @Origin() origin: string,
  ): Promise<ProjectReplyDto> {
    const shelf = projectsOf(principal.workspaceId);
    const copy = await this.documents.duplicate(shelf, id, principal.memberId);
    return { project: await this.projects.reply(copy, origin) };
  }
}

function toQuery(query: ProjectListQueryDto, paging: { page: number; limit: number }): DocumentQuery {
  return {
    search: query.search?.trim() || undefined,
    sortBy: (query.sortBy ?? 'updated_at') as DocumentQuery['sortBy'],
    sortOrder: query.sortOrder === 'asc' ? 'asc' : 'desc',
    ...paging,
  };
}
