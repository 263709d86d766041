import type { Issue } from '@farm/shared/errors';
import type { HostRefuser } from '../platform/refused-hosts.js';
import { webhookUrlIssues } from '../jobs/index.js';

/** The body of a tool request, taken apart. `issues` tells what is wrong around the config. */
export interface ToolRequest {
  inputUrl: string;
  config: unknown;
  webhookUrl?: string;
  hints: { duration?: number; width?: number; height?: number };
  issues: Issue[];
}

/** Reads the body by hand: what a client sends beside the contract is let be, null counts as absent. */
export function readToolRequest(body: unknown, refusesHost: HostRefuser): ToolRequest {
  const given: Record<string, unknown> =
    typeof body === 'object' && body !== null && !Array.isArray(body) ? { ...body } : {};
  const { duration, dimensions } = given;
  const issues = [
    ...inputIssues(given.inputUrl),
    ...webhookUrlIssues(given.webhookUrl ?? undefined, refusesHost),
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
