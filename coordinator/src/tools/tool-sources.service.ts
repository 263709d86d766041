import { Injectable } from '@nestjs/common';
import type { Issue } from '@farm/shared/errors';
import type { Source } from '@farm/shared/scene';
import type { ConfigUrl } from '@farm/shared/tools';
import { AssetsService, type Asset } from '../assets/index.js';
import { InjectConfig, type CoordinatorConfig } from '../platform/config/config.js';
import { refusedHosts, type HostRefuser } from '../platform/refused-hosts.js';

/** The sources of a plan, or what is wrong with their addresses. */
export interface FoundSources {
  sources: Record<string, Source>;
  /** The workspace's own assets among them, by key. */
  assets: Map<string, Asset>;
  issues: Issue[];
}

const LONGEST_URL = 8192;
const CAN_BE = 'use a public http(s) URL, a data: URL or the assetUrl of an uploaded asset';

/** Turns the addresses of a tool request into sources: own assets by grant, others through the agent's guarded door. */
@Injectable()
export class ToolSources {
  readonly refusesHost: HostRefuser;

  constructor(
    private readonly assets: AssetsService,
    @InjectConfig() config: CoordinatorConfig,
  ) {
    this.refusesHost = refusedHosts(config.allowPrivate);
  }

  async find(workspaceId: string, urls: readonly ConfigUrl[], origin: string): Promise<FoundSources> {
    const own = await this.assets.resolveOwnUrls(
      workspaceId,
      urls.map(({ url }) => url),
    );
    const found: FoundSources = { sources: {}, assets: new Map(), issues: [] };
    for (const { key, path, url } of urls) {
      const asset = own.get(url);
      if (asset) {
        found.assets.set(key, asset);
        found.sources[key] = { type: 'asset', assetId: asset.id, name: asset.name };
        continue;
      }
      const read = this.read(url.trim(), origin);
      if (typeof read === 'string') found.issues.push({ path, message: `${path} ${read}` });
      else found.sources[key] = read;
    }
    return found;
  }

  /** The source, or the end of a sentence that begins with the path. */
  private read(text: string, origin: string): Source | string {
    if (/^data:[^,]{0,200},./is.test(text)) return { type: 'data', url: text };
    const scheme = /^([a-z][a-z0-9+.-]*):/i.exec(text)?.[1]?.toLowerCase();
    if (scheme !== 'http' && scheme !== 'https')
      return scheme === undefined
        ? `is not a URL; ${CAN_BE}.`
        : `is a ${scheme}: URL, which the farm cannot read; ${CAN_BE}.`;
    const url = text.length <= LONGEST_URL ? parsed(text) : undefined;
    if (!url) return `is not a valid URL; ${CAN_BE}.`;
    if (url.origin === origin && !url.pathname.startsWith('/files/'))
      return `is a URL of this farm, but no uploaded asset of this workspace is there; use the assetUrl of POST /v1/assets.`;
    if (url.origin !== origin && this.refusesHost(url.hostname))
      return `points to "${url.hostname}", an address on a private network, which the farm does not read; ${CAN_BE}.`;
    return { type: 'url', url: url.href };
  }
}

function parsed(text: string): URL | undefined {
  try {
    return new URL(text);
  } catch {
    return undefined;
  }
}
