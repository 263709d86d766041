const UUID = '[0-9a-f]{8}-[0-9a-f]{4}-[1-8][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}';
const OWN_PATH = new RegExp(`/(${UUID})/(${UUID})/[^/]+$`, 'i');
const LONGEST_URL = 4096;

/** A URL that looks like one of ours: `…/<workspace>/<asset>/<file>`, on whatever host the farm is reached by. */
export interface OwnUrl {
  workspaceId: string;
  assetId: string;
}

/** The host is not looked at (one farm has many names); the caller checks that the asset exists in the workspace. */
export function parseOwnUrl(url: string): OwnUrl | undefined {
  if (url.length > LONGEST_URL || !/^https?:\/\//i.test(url)) return undefined;
  const path = url.split(/[?#]/, 1)[0] ?? '';
  const match = OWN_PATH.exec(path);
  return match?.[1] && match[2]
    ? { workspaceId: match[1].toLowerCase(), assetId: match[2].toLowerCase() }
    : undefined;
}
