import { Injectable } from '@nestjs/common';
import { FarmError } from '@farm/shared/errors';
import { nearestName } from '@farm/shared/lang';
import {
  findTool,
  MAIN_INPUT,
  modeOf,
  readConfig,
  TOOLS,
  type Tool,
  type ToolDraft,
  type ToolPlan,
} from '@farm/shared/tools';
import type { Warning } from '@farm/shared/wire';
import type { Asset } from '../assets/index.js';
import { DestinationsService, OutputsService, type Output, type Target } from '../destinations/index.js';
import {
  hashBody,
  JobsService,
  type DirectPlan,
  type FileLink,
  type IdempotencyClaim,
  type Job,
  type Submitter,
} from '../jobs/index.js';
import { issuesError } from '../platform/http/validation.pipe.js';
import { toolFacts } from './tool-facts.policy.js';
import { readToolRequest, type ToolRequest } from './tool-request.policy.js';
import { ToolSources } from './tool-sources.service.js';

export type ToolMode = 'native' | 'render';

/** Who submits; `Principal` of auth fits. A key that is not linked to its workspace sends nowhere by default. */
export type ToolSubmitter = Submitter & { keyLinked?: boolean };

/** A job of a tool, with how it is made. */
export interface ToolJob {
  job: Job;
  mode: ToolMode;
}

interface SubmitOptions {
  origin: string;
  /** Of a customer; the body tells a repetition from a clash. */
  idempotencyKey?: string | undefined;
  /** Of another feature of the coordinator, instead. */
  claim?: IdempotencyClaim | undefined;
}

interface CheckedTool extends DirectPlan {
  name: string;
  warnings: Warning[];
  webhookUrl?: string;
}

/** One file changed by one tool: check what was asked, make a job of it, look at it, fetch it. */
@Injectable()
export class ToolsService {
  constructor(
    private readonly jobs: JobsService,
    private readonly sources: ToolSources,
    private readonly destinations: DestinationsService,
    private readonly outputs: OutputsService,
  ) {}

  catalogue(): readonly Tool[] {
    return TOOLS;
  }

  /**
   * Queues a job. `body` is what a customer sends: `{inputUrl, config, webhookUrl?, duration?, dimensions?}`.
   * An unknown tool is `not-found`; everything that is wrong with the body comes in one `bad-request`.
   */
  async submit(
    submitter: ToolSubmitter,
    toolId: string,
    body: unknown,
    options: SubmitOptions,
  ): Promise<ToolJob> {
    const { origin, idempotencyKey: key } = options;
    const { plan, sources, ...more } = await this.check(submitter.workspaceId, toolId, body, origin);
    const targets = await this.defaultTargets(submitter);
    const route = `POST /v1/tools/${plan.tool}/jobs`;
    const own = key === undefined ? undefined : { key, route, bodyHash: hashBody(body) };
    const idempotency = options.claim ?? own;
    const { job } = await this.jobs.submit(submitter, {
      ...more,
      work: { kind: 'tool', direct: { plan, sources }, facts: toolFacts(plan) },
      document: { toolId: plan.tool, ...(body as object) },
      dialect: 'ilve',
      targets,
      origin,
      idempotency,
    });
    return { job, mode: modeOf(plan) };
  }

  /** The plan of a request, or one error with every problem. */
  async check(workspaceId: string, toolId: string, body: unknown, origin: string): Promise<CheckedTool> {
    const tool = needTool(toolId);
    const request = readToolRequest(body, this.sources.refusesHost);
    const read = readConfig(tool, request.config);
    const draft = read.issues.length > 0 ? undefined : tool.draft(read.config, request.inputUrl);
    const urls = [{ key: MAIN_INPUT, path: 'inputUrl', url: request.inputUrl }, ...(draft?.urls ?? [])];
    const found = await this.sources.find(
      workspaceId,
      request.inputUrl === '' ? urls.slice(1) : urls,
      origin,
    );
    const issues = [...request.issues, ...read.issues, ...found.issues];
    if (issues.length > 0 || !draft) throw issuesError(issues);
    const asset = found.assets.get(MAIN_INPUT);
    return {
      plan: planOf(tool, draft, request, asset),
      sources: found.sources,
      name: `${baseName(asset?.name ?? request.inputUrl)}-${tool.id}`,
      warnings: read.warnings,
      ...(request.webhookUrl === undefined ? {} : { webhookUrl: request.webhookUrl }),
    };
  }

  /** The job, or a `not-found` error: renders are no tool jobs. */
  async require(workspaceId: string, id: string): Promise<ToolJob> {
    const job = await this.jobs.get(workspaceId, id);
    if (job?.kind !== 'tool')
      throw new FarmError('not-found', `There is no tool job ${id} in this workspace.`);
    const direct = await this.jobs.planOf(job);
    return { job, mode: direct ? modeOf(direct.plan) : 'render' };
  }

  /** Copies of the result at destinations of the workspace. */
  outputsOf(job: Job): Promise<Output[]> {
    return this.outputs.ofJob(job.workspaceId, job.id);
  }

  /** A short-lived address of the finished file. */
  link(job: Job, origin: string, inline: boolean): Promise<FileLink> {
    return this.jobs.grantFile(job, 'master', { origin, inline });
  }

  /** The results of tools go where renders go by default. */
  private async defaultTargets({ workspaceId, keyLinked = true }: ToolSubmitter): Promise<Target[]> {
    const resolved = await this.destinations.resolve(workspaceId, undefined, { keyLinked });
    if (!resolved.ok) throw issuesError(resolved.issues);
    return resolved.targets;
  }

  async cancel(workspaceId: string, id: string): Promise<Job> {
    await this.require(workspaceId, id);
    return (await this.jobs.cancel(workspaceId, id)).job;
  }
}

function needTool(id: string): Tool {
  const tool = findTool(id);
  if (tool) return tool;
  const shown = id.length > 60 ? `${id.slice(0, 60)}…` : id;
  const near = nearestName(
    id.slice(0, 60),
    TOOLS.map((one) => one.id),
  );
  const advice = near === undefined ? 'GET /v1/tools lists all' : `did you mean ${near}?`;
  throw new FarmError('not-found', `There is no tool "${shown}"; ${advice}${near === undefined ? '.' : ''}`);
}

/** What the farm measured of its own asset stands in for hints that nobody gave. */
function planOf(tool: Tool, draft: ToolDraft, { hints }: ToolRequest, asset: Asset | undefined): ToolPlan {
  const { operation, format } = draft;
  const { duration, width, height } = asset ?? {};
  return {
    version: 1,
    tool: tool.id,
    operation,
    format,
    hints: {
      ...(duration ? { duration } : {}),
      ...(width && height ? { width, height } : {}),
      ...hints,
    },
  };
}

/** What the input is called, without folders and ending; for the name of the result. */
function baseName(url: string): string {
  if (/^data:/i.test(url)) return 'input';
  const path = url.split(/[?#]/, 1)[0] ?? '';
  const last = path.split(/[/\\]/).pop() ?? '';
  const name = decoded(last)
    .replace(/\.[a-z0-9]{1,5}$/i, '')
    .slice(0, 100);
  return name.trim() === '' ? 'input' : name;
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
