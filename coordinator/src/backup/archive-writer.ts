import { createHash } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { open, type FileHandle } from 'node:fs/promises';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { pack, type Pack } from 'tar-stream';
import type { ArchivedFile } from './manifest.js';

/** A tar archive that only its owner may read, hashed file by file while it is written. */
export class ArchiveWriter {
  private readonly pack: Pack = pack();
  private readonly written: Promise<void>;
  /** Why the archive itself cannot be written; what is being added then fails for no reason of its own. */
  private fault: Error | undefined;
  readonly files: ArchivedFile[] = [];

  constructor(path: string) {
    // `flush` is the fsync before close.
    const archive = createWriteStream(path, { flags: 'wx', mode: 0o600, flush: true });
    archive.on('error', (error) => (this.fault = error));
    this.written = pipeline(this.pack, archive);
    this.written.catch(() => undefined);
  }

  /** Adds a file of the disk. Rejects with ENOENT, and leaves the archive whole, when it is not there. */
  async addFile(path: string, from: string): Promise<void> {
    if (this.fault) throw this.fault;
    const handle = await open(from);
    try {
      await this.add(path, handle);
    } catch (error) {
      throw this.fault ?? error;
    } finally {
      await handle.close();
    }
  }

  private async add(path: string, handle: FileHandle): Promise<void> {
    const { size, mtime } = await handle.stat();
    const hash = createHash('sha256');
    const meter = new Transform({
      transform(chunk: Buffer, _encoding, done) {
        hash.update(chunk);
        done(null, chunk);
      },
    });
    const entry = this.pack.entry({ name: path, size, mtime, mode: 0o600 });
    // No further than its size of now: the header says it already.
    const range = size === 0 ? {} : { start: 0, end: size - 1 };
    await pipeline(handle.createReadStream({ ...range, autoClose: false }), meter, entry);
    this.files.push({ path, sizeBytes: size, sha256: hash.digest('hex') });
  }

  /** Adds the last file and ends the archive; it is on disk after this. */
  async end(path: string, text: string): Promise<void> {
    this.pack.entry({ name: path, mode: 0o600 }, text);
    this.pack.finalize();
    await this.written;
  }

  /** Gives up: what was written so far is of no use. */
  async abort(): Promise<void> {
    this.pack.destroy();
    await this.written.catch(() => undefined);
  }
}
