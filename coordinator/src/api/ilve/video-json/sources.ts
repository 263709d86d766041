import type { Source } from '@farm/shared/scene';
import { refusedHosts, type HostRefuser } from '../../../platform/refused-hosts.js';
import { quote } from './json.js';
import type { Place, Problems } from './problems.js';

export interface AssetReference {
  assetId: string;
  name?: string;
}

export interface SourceOptions {
  /** Accept paths of files on this machine; only the command line does. */
  allowFiles?: boolean;
  /** The workspace's own asset behind a URL, when it is one. */
  resolveAsset?: (url: string) => AssetReference | undefined;
  /** URLs below this origin are the farm's own: one that resolves to no asset is refused. */
  ownOrigin?: string;
  /** Hosts that the farm does not read from; absent: all private ones. */
  refusesHost?: HostRefuser;
}

const LONGEST_URL = 8192;
const CAN_BE = 'use an http(s) URL, a data: URL or the assetUrl of an uploaded asset';

/** Gives every distinct source of a document one key: `s1`, `s2` … in the order of their first use. */
export class SourceTable {
  readonly sources: Record<string, Source> = {};
  private readonly keys = new Map<string, string>();

  constructor(
    private readonly problems: Problems,
    private readonly options: SourceOptions,
  ) {}

  /** The key for what the customer wrote; undefined after an issue was reported. */
  add(value: unknown, place: Place): string | undefined {
    const source = this.read(value, place);
    return source && this.keyOf(source);
  }

  /** The key for an asset that was looked up already, such as a font. */
  addAsset(asset: AssetReference): string {
    return this.keyOf(assetSource(asset));
  }

  private keyOf(source: Source): string {
    const identity = JSON.stringify(source);
    const known = this.keys.get(identity);
    if (known) return known;
    const key = `s${this.keys.size + 1}`;
    this.keys.set(identity, key);
    this.sources[key] = source;
    return key;
  }

  private read(value: unknown, place: Place): Source | undefined {
    const text = typeof value === 'string' ? value.trim() : '';
    if (text === '') return this.refuse(place, `src must be a URL as text (got ${quote(value)}); ${CAN_BE}.`);
    if (/^data:/i.test(text)) return this.data(text, place);
    if (/^https?:/i.test(text)) return this.url(text, place);
    if (this.options.allowFiles && !/^[a-z][a-z0-9+.-]+:/i.test(text)) return { type: 'file', path: text };
    if (this.options.allowFiles && /^file:\/\//i.test(text)) return this.file(text, place);
    const scheme = /^([a-z][a-z0-9+.-]*):/i.exec(text)?.[1];
    const why = scheme ? `${scheme.toLowerCase()}: sources cannot be read by the farm` : 'src is not a URL';
    return this.refuse(place, `${why} (got ${quote(text)}); ${CAN_BE}.`);
  }

  private refuse(place: Place, sentence: string): undefined {
    this.problems.reject(place, 'SOURCE_UNSUPPORTED', sentence);
    return undefined;
  }

  private data(text: string, place: Place): Source | undefined {
    if (/^data:[^,]{0,200},./is.test(text)) return { type: 'data', url: text };
    return this.refuse(place, 'src is a data: URL without content; write data:<type>;base64,<bytes>.');
  }

  private file(text: string, place: Place): Source | undefined {
    const url = parsed(text);
    if (!url || url.host !== '')
      return this.refuse(place, `src is not a file URL of this machine (got ${quote(text)}).`);
    return { type: 'file', path: decoded(url.pathname) };
  }

  private url(text: string, place: Place): Source | undefined {
    const asset = this.options.resolveAsset?.(text);
    if (asset) return assetSource(asset);
    const url = text.length <= LONGEST_URL ? parsed(text) : undefined;
    if (!url) return this.refuse(place, `src is not a valid URL (got ${quote(text)}); ${CAN_BE}.`);
    if (this.options.ownOrigin !== undefined && url.origin === this.options.ownOrigin) {
      // The file of an earlier render or tool; whoever makes the order gives a grant for it.
      if (url.pathname.startsWith('/files/outputs/')) return { type: 'url', url: url.href };
      this.problems.reject(
        place,
        'SOURCE_UNREACHABLE',
        `src is a URL of this farm, but no uploaded asset of this workspace is there (${quote(text)}); use the assetUrl of POST /v1/assets.`,
      );
      return undefined;
    }
    const refuses = this.options.refusesHost ?? refusedHosts([]);
    if (refuses(url.hostname))
      return this.refuse(
        place,
        `src points to ${quote(url.hostname)}, an address on a private network, which the farm does not read; ${CAN_BE}.`,
      );
    return { type: 'url', url: url.href };
  }
}

const assetSource = ({ assetId, name }: AssetReference): Source => ({
  type: 'asset',
  assetId,
  ...(name ? { name } : {}),
});

function parsed(text: string): URL | undefined {
  try {
    return new URL(text);
  } catch {
    return undefined;
  }
}

function decoded(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}
