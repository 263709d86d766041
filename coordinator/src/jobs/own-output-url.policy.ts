const UUID = '[0-9a-f]{8}-[0-9a-f]{4}-[1-8][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}';
const OWN_PATH = new RegExp(`/(outputs/(${UUID})/(${UUID})/${UUID}/[^/]+)$`, 'i');
const LONGEST_URL = 8192;

/** A URL that looks like a published file of a job: `…/outputs/<workspace>/<job>/<attempt>/<file>`. */
export interface OwnOutputUrl {
  workspaceId: string;
  jobId: string;
  /** The key in the farm's storage. */
  key: string;
}

/**
 * The host is not looked at (the farm has many names, its bucket has one more); the caller checks that the job is in
 * the workspace and has published this file. The signature may have run out: a grant takes its place.
 */
export function parseOwnOutputUrl(url: string): OwnOutputUrl | undefined {
  if (url.length > LONGEST_URL || !/^https?:\/\//i.test(url)) return undefined;
  const match = OWN_PATH.exec(url.split(/[?#]/, 1)[0] ?? '');
  const [, path = '', workspaceId = '', jobId = ''] = match ?? [];
  const key = decoded(path);
  return match && key !== undefined
    ? { workspaceId: workspaceId.toLowerCase(), jobId: jobId.toLowerCase(), key }
    : undefined;
}

function decoded(path: string): string | undefined {
  try {
    return decodeURIComponent(path);
  } catch {
    return undefined;
  }
}
