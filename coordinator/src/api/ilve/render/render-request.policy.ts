import type { Issue } from '@farm/shared/errors';
import type { HostRefuser } from '../../../platform/refused-hosts.js';
import { webhookUrlIssues } from '../../../jobs/index.js';
import { readPlacement } from './placement.policy.js';

/** The body of POST /v1/render taken apart; `issues` tells what is wrong around the document. */
export interface RenderRequest {
  document: unknown;
  webhookUrl?: string;
  projectId?: string;
  /** Ours: which agents may do it, and when it may begin. */
  requires?: string[];
  prefers?: string[];
  notBefore?: Date;
  priority?: number;
  issues: Issue[];
}

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[1-8][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/i;

/** Reads the envelope by hand: a document of a megabyte is not for a class validator to copy. */
export function readRenderRequest(body: unknown, refusesHost: HostRefuser, now: number): RenderRequest {
  const given: Record<string, unknown> =
    typeof body === 'object' && body !== null && !Array.isArray(body) ? { ...body } : {};
  const placement = readPlacement(given, now);
  const issues = [
    ...documentIssues(given),
    ...webhookUrlIssues(given.webhookUrl ?? undefined, refusesHost),
    ...projectIssues(given.projectId ?? undefined),
    ...placement.issues,
  ];
  return {
    document: given.videoJSON,
    ...(typeof given.webhookUrl === 'string' ? { webhookUrl: given.webhookUrl } : {}),
    ...(typeof given.projectId === 'string' ? { projectId: given.projectId.toLowerCase() } : {}),
    ...placement.wishes,
    issues,
  };
}

function documentIssues(given: Record<string, unknown>): Issue[] {
  if (given.videoJSON !== undefined && given.videoJSON !== null) return [];
  const message =
    given.layers === undefined
      ? 'videoJSON is missing: send {"videoJSON": {"name": …, "layers": […]}}.'
      : 'videoJSON is missing: this body looks like the document itself; wrap it as {"videoJSON": …}.';
  return [{ path: 'videoJSON', code: 'INVALID_DOCUMENT', message }];
}

function projectIssues(id: unknown): Issue[] {
  if (id === undefined || (typeof id === 'string' && UUID.test(id))) return [];
  return [{ path: 'projectId', message: 'projectId must be the UUID of a project.' }];
}
