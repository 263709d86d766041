import { createHash, randomUUID } from 'node:crypto';
import { link, mkdir, open, readdir, rename, rm, stat, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { readJson, writeAtomically } from '../platform/atomic-file.js';
import { SourceError } from './source-error.js';

/** What is remembered of a URL, to ask "has it changed?" instead of fetching again. */
const indexEntrySchema = z.object({
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
  etag: z.string().optional(),
  lastModified: z.string().optional(),
});
export type IndexEntry = z.infer<typeof indexEntrySchema>;

export interface CachedFile {
  path: string;
  sha256: string;
  sizeBytes: number;
  /** The file may be evicted from now on. Call once. */
  release(): void;
}

const TEMP_AGE_MS = 24 * 3600_000;
const digest = (text: string): string => createHash('sha256').update(text).digest('hex');

/**
 * Inputs by the hash of their bytes: `files/<sha256>`, with `index/<sha256 of the URL>.json` beside it. A file appears
 * whole (temp, fsync, rename) or not at all; the least recently used go first when the limit is passed, those in use never.
 */
export class AssetCache {
  private readonly files: string;
  private readonly index: string;
  private readonly temp: string;
  private readonly inUse = new Map<string, number>();
  private trimming: Promise<void> = Promise.resolve();

  constructor(
    folder: string,
    private readonly limitBytes: number,
  ) {
    this.files = join(folder, 'files');
    this.index = join(folder, 'index');
    this.temp = join(folder, 'temp');
  }

  /** Makes the folders and removes downloads that a killed process left. */
  async open(): Promise<void> {
    for (const folder of [this.files, this.index, this.temp])
      await mkdir(folder, { recursive: true, mode: 0o700 });
    for (const name of await readdir(this.temp)) {
      const path = join(this.temp, name);
      const found = await stat(path).catch(() => undefined);
      if (found && Date.now() - found.mtimeMs > TEMP_AGE_MS) await rm(path, { force: true });
    }
  }

  /** The file with these bytes, if it is here, marked as in use. */
  async find(sha256: string): Promise<CachedFile | undefined> {
    const release = this.hold(sha256);
    const path = join(this.files, sha256);
    try {
      const { size } = await stat(path);
      const now = new Date();
      await utimes(path, now, now);
      return { path, sha256, sizeBytes: size, release };
    } catch {
      release();
      return undefined;
    }
  }

  /** Stores a stream. Throws SourceError when it is larger than `maxBytes` or not what `expected` says. */
  async store(
    bytes: AsyncIterable<Uint8Array>,
    limits: { maxBytes: number; expected?: string | undefined },
  ): Promise<CachedFile> {
    await mkdir(this.temp, { recursive: true });
    const temp = join(this.temp, randomUUID());
    try {
      const { sha256, sizeBytes } = await writeHashed(temp, bytes, limits.maxBytes);
      if (limits.expected !== undefined && limits.expected !== sha256)
        throw new SourceError(
          'source-unreachable',
          'arrived damaged: its checksum is not the one it was stored with',
        );
      const release = this.hold(sha256);
      const path = join(this.files, sha256);
      await rename(temp, path);
      await this.trim();
      return { path, sha256, sizeBytes, release };
    } catch (error) {
      await rm(temp, { force: true });
      throw error;
    }
  }

  /** Keeps a file that was made here, by a second name of its bytes; a cache that cannot is no reason to fail. */
  async keep(path: string, sha256: string): Promise<void> {
    await link(path, join(this.files, sha256)).catch(() => undefined);
    await this.trim();
  }

  async recall(url: string): Promise<IndexEntry | undefined> {
    const parsed = indexEntrySchema.safeParse(await readJson(this.entryPath(url)));
    return parsed.success ? parsed.data : undefined;
  }

  async remember(url: string, entry: IndexEntry): Promise<void> {
    await writeAtomically(this.entryPath(url), JSON.stringify(entry));
  }

  private entryPath(url: string): string {
    return join(this.index, `${digest(url)}.json`);
  }

  private hold(sha256: string): () => void {
    this.inUse.set(sha256, (this.inUse.get(sha256) ?? 0) + 1);
    let held = true;
    return () => {
      if (!held) return;
      held = false;
      const left = (this.inUse.get(sha256) ?? 1) - 1;
      if (left > 0) this.inUse.set(sha256, left);
      else this.inUse.delete(sha256);
    };
  }

  /** Removes what was last used before a moment, and notes about files that are gone. Answers how many files went. */
  async removeUnused(before: Date): Promise<number> {
    let gone = 0;
    for (const name of await readdir(this.files).catch(() => [])) {
      const path = join(this.files, name);
      const found = await stat(path).catch(() => undefined);
      if (!found || found.mtimeMs >= before.getTime() || this.inUse.has(name)) continue;
      await rm(path, { force: true });
      gone++;
    }
    for (const name of await readdir(this.index).catch(() => [])) {
      const path = join(this.index, name);
      const found = await stat(path).catch(() => undefined);
      if (!found || found.mtimeMs >= before.getTime()) continue;
      const entry = indexEntrySchema.safeParse(await readJson(path));
      const kept = entry.success && (await stat(join(this.files, entry.data.sha256)).catch(() => undefined));
      if (!kept) await rm(path, { force: true });
    }
    return gone;
  }

  /** Evicts until the limit holds; one eviction at a time. */
  trim(): Promise<void> {
    this.trimming = this.trimming.then(() => this.evict());
    return this.trimming;
  }

  private async evict(): Promise<void> {
    const entries: { name: string; size: number; used: number }[] = [];
    for (const name of await readdir(this.files)) {
      const found = await stat(join(this.files, name)).catch(() => undefined);
      if (found) entries.push({ name, size: found.size, used: found.mtimeMs });
    }
    let total = entries.reduce((sum, { size }) => sum + size, 0);
    for (const { name, size } of entries.sort((a, b) => a.used - b.used)) {
      if (total <= this.limitBytes) return;
      if (this.inUse.has(name)) continue;
      await rm(join(this.files, name), { force: true });
      total -= size;
    }
  }
}

/** Writes a stream to a new file, hashing on the way, and forces it to disk. */
async function writeHashed(
  path: string,
  bytes: AsyncIterable<Uint8Array>,
  maxBytes: number,
): Promise<{ sha256: string; sizeBytes: number }> {
  const hash = createHash('sha256');
  let sizeBytes = 0;
  const file = await open(path, 'wx', 0o600);
  try {
    for await (const chunk of bytes) {
      sizeBytes += chunk.length;
      if (sizeBytes > maxBytes) throw new SourceError('source-too-large', `is larger than ${maxBytes} bytes`);
      hash.update(chunk);
      await file.write(chunk);
    }
    await file.sync();
  } finally {
    await file.close();
  }
  return { sha256: hash.digest('hex'), sizeBytes };
}
