import { readFileSync } from 'node:fs';
import { join } from 'node:path';

interface Recorded {
  status: number;
  body: unknown;
}

const FILE = join(import.meta.dirname, '../../../coordinator/src/api/ilve/fixtures/vendor-responses.json');
/** One answer per operation, as the vendor's strict clients accept it. */
export const VENDOR = JSON.parse(readFileSync(FILE, 'utf8')) as Record<string, Recorded>;

/** Numbers that strict clients read as whole ones (ilve-api.md 0.3 rule 3). */
const WHOLE =
  /(^|\.)(done|total|percent|progressPercent|fps|width|height|size_bytes|output_size_bytes|outputSizeBytes|latencyMs|expiresInSeconds|page|limit|totalPages|bytes|version|stepIndex|retryCount|maxRetries|responseStatus|estimatedCredits|count|duration|progress|progress_percent|completed|failed|processing|queued|rendering)$/;
/** Fractions are fine there: seconds of a render, credits. */
const FRACTION = /^(render\.|\[\d+\]\.|rendition)/;
const ID = /^[0-9a-f]{8}-[0-9a-f]{4}-[1-8][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/i;
const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;

/** What a strict client would stumble over in `ours`, compared with the recorded answer; empty: nothing. */
export function shapeProblems(ours: unknown, theirs: unknown, path = ''): string[] {
  if (Array.isArray(theirs)) {
    if (!Array.isArray(ours)) return [`${path} must be an array`];
    const [first] = theirs as unknown[];
    return first === undefined || ours.length === 0 ? [] : shapeProblems(ours[0], first, `${path}[0]`);
  }
  if (typeof theirs === 'object' && theirs !== null) {
    if (typeof ours !== 'object' || ours === null)
      return ours === null && NULLABLE.test(path) ? [] : [`${path} must be an object`];
    const mine = ours as Record<string, unknown>;
    return Object.entries(theirs).flatMap(([key, value]) => {
      const at = path === '' ? key : `${path}.${key}`;
      if (FREE.test(at)) return [];
      return key in mine
        ? shapeProblems(mine[key], value, at)
        : MAY_LACK.test(at)
          ? []
          : [`${at} is missing`];
    });
  }
  return scalarProblems(ours, theirs, path);
}

/** Objects of the caller's own making. */
const FREE = /(video_json|variables|definition|metadata|config|variablesSchema.*|default|details|services)$/;
const MAY_LACK = /^(outputKey|url|message|stage)$|(^|\.)(placeholder|default)$/;
const NULLABLE = /(projects|lastRendition|metadata|tier)$/;

function scalarProblems(ours: unknown, theirs: unknown, path: string): string[] {
  if (theirs === null || ours === null) return [];
  if (typeof ours !== typeof theirs) return [`${path} is ${typeof ours} instead of ${typeof theirs}`];
  if (
    typeof ours === 'number' &&
    WHOLE.test(path) &&
    !Number.isInteger(ours) &&
    !(FRACTION.test(path) && path.endsWith('duration'))
  )
    return [`${path} is ${ours}, not a whole number`];
  if (typeof theirs === 'string' && ID.test(theirs) && !ID.test(String(ours)))
    return [`${path} is no UUID: ${String(ours)}`];
  if (typeof theirs === 'string' && TIME.test(theirs) && !TIME.test(String(ours)))
    return [`${path} is no UTC time with milliseconds: ${String(ours)}`];
  return [];
}
