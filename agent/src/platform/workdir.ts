import { mkdir, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';

/** One folder per attempt under `root`, always removed. Nothing in it is needed by anybody else. */
export class WorkFolders {
  constructor(readonly root: string) {}

  async create(attemptId: string): Promise<string> {
    const folder = join(this.root, attemptId);
    await rm(folder, { recursive: true, force: true });
    await mkdir(this.root, { recursive: true, mode: 0o700 });
    // Not recursive: Node then tells a full disk as ENOENT.
    await mkdir(folder, { mode: 0o700 });
    return folder;
  }

  /** Removes a folder; programs that were just killed may still be closing files in it, hence the retries. */
  async remove(folder: string): Promise<void> {
    await rm(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 50 });
  }

  async list(): Promise<string[]> {
    await mkdir(this.root, { recursive: true });
    return (await readdir(this.root)).map((name) => join(this.root, name));
  }
}
