import type { Issue } from '@farm/shared/errors';

/** The body of a tool request, taken apart. `issues` tells what is wrong around the config. */
export interface ToolRequest {
  inputUrl: string;
  config: unknown;
  webhookUrl?: string;
  hints: { duration?: number; width?: number; height?: number };
  issues: Issue[];
}

const LONGEST_URL = 2048;

/** Reads the body by hand: what a client sends beside the contract is let be, null counts as absent. */
export function readToolRequest(body: unknown, refusesHost: (hostname: string) => boolean): ToolRequest {
  const given: Record<string, unknown> =
    typeof body === 'object' && body !== null && !Array.isArray(body) ? { ...body } : {};
  const { duration, dimensions } = given;
  const issues = [
    ...inputIssues(given.inputUrl),
    ...webhookIssues(given.webhookUrl ?? undefined, refusesHost),
    ...durationIssues(duration ?? undefined),
    ...dimensionIssues(dimensions ?? undefined),
  ];
  return {
    inputUrl: typeof given.inputUrl === 'string' ? given.inputUrl.trim() : '',
    config: given.config,
    ...(typeof given.webhookUrl === 'string' ? { webhookUrl: given.webhookUrl } : {}),
    hints: issues.length > 0 ? {} : hintsOf(duration, dimensions),
    issues,
  };
}

function inputIssues(url: unknown): Issue[] {
  if (typeof url === 'string' && url.trim() !== '') return [];
  const message = 'inputUrl is missing: send the http(s) URL of the input, or the assetUrl of an upload.';
  return [{ path: 'inputUrl', message }];
}

function webhookIssues(url: unknown, refusesHost: (hostname: string) => boolean): Issue[] {
  if (url === undefined) return [];
  const parsed = typeof url === 'string' && url.length <= LONGEST_URL ? parse(url) : undefined;
  if (!parsed || !/^https?:$/.test(parsed.protocol))
    return [{ path: 'webhookUrl', message: 'webhookUrl must be an http(s) URL.' }];
  if (!refusesHost(parsed.hostname)) return [];
  const message = `webhookUrl points to "${parsed.hostname}", an address on a private network, which the farm does not call; use a public address or have the operator set FRAMEFARM_ALLOW_PRIVATE.`;
  return [{ path: 'webhookUrl', message }];
}

function durationIssues(duration: unknown): Issue[] {
  if (duration === undefined || isAmount(duration, 0)) return [];
  return [{ path: 'duration', message: 'duration must be the seconds of the input, 0 or more.' }];
}

function dimensionIssues(dimensions: unknown): Issue[] {
  if (dimensions === undefined || (Array.isArray(dimensions) && dimensions.length === 0)) return [];
  const { width, height } = dimensions as { width?: unknown; height?: unknown };
  return isAmount(width, 1) && isAmount(height, 1)
    ? []
    : [{ path: 'dimensions', message: 'dimensions must be {width, height} in pixels, 1 or more.' }];
}

function hintsOf(duration: unknown, dimensions: unknown): ToolRequest['hints'] {
  const { width, height } = (dimensions ?? {}) as { width?: number; height?: number };
  return {
    ...(typeof duration === 'number' && duration > 0 ? { duration } : {}),
    ...(width && height ? { width: Math.round(width), height: Math.round(height) } : {}),
  };
}

const isAmount = (value: unknown, least: number): value is number =>
  typeof value === 'number' && Number.isFinite(value) && value >= least;

function parse(url: string): URL | undefined {
  try {
    return new URL(url);
  } catch {
    return undefined;
  }
}
