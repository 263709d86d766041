import type { Issue } from '@farm/shared/errors';

/** The body of POST /v1/render taken apart; `issues` tells what is wrong around the document. */
export interface RenderRequest {
  document: unknown;
  webhookUrl?: string;
  projectId?: string;
  issues: Issue[];
}

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[1-8][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/i;
const LONGEST_URL = 2048;

/** Reads the envelope by hand: a document of a megabyte is not for a class validator to copy. */
export function readRenderRequest(body: unknown, refusesHost: (hostname: string) => boolean): RenderRequest {
  const given: Record<string, unknown> =
    typeof body === 'object' && body !== null && !Array.isArray(body) ? { ...body } : {};
  const issues = [
    ...documentIssues(given),
    ...webhookIssues(given.webhookUrl ?? undefined, refusesHost),
    ...projectIssues(given.projectId ?? undefined),
  ];
  return {
    document: given.videoJSON,
    ...(typeof given.webhookUrl === 'string' ? { webhookUrl: given.webhookUrl } : {}),
    ...(typeof given.projectId === 'string' ? { projectId: given.projectId.toLowerCase() } : {}),
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

function webhookIssues(url: unknown, refusesHost: (hostname: string) => boolean): Issue[] {
  if (url === undefined) return [];
  const parsed = typeof url === 'string' && url.length <= LONGEST_URL ? parse(url) : undefined;
  if (!parsed || !/^https?:$/.test(parsed.protocol))
    return [{ path: 'webhookUrl', message: 'webhookUrl must be an http(s) URL.' }];
  return refusesHost(parsed.hostname)
    ? [
        {
          path: 'webhookUrl',
          message: `webhookUrl points to "${parsed.hostname}", an address on a private network, which the farm does not call; use a public address or have the operator set FRAMEFARM_ALLOW_PRIVATE.`,
        },
      ]
    : [];
}

function projectIssues(id: unknown): Issue[] {
  if (id === undefined || (typeof id === 'string' && UUID.test(id))) return [];
  return [{ path: 'projectId', message: 'projectId must be the UUID of a project.' }];
}

function parse(url: string): URL | undefined {
  try {
    return new URL(url);
  } catch {
    return undefined;
  }
}
