import { mkdir, readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { BackupProblem } from './backup-problem.js';
import { isInside } from './files-place.js';

const STAGING = '.restoring';

/** A folder that a restore fills: everything is made in `staging`, on the same disk, and put in its place at the end. */
export class RestorePlace {
  readonly staging: string;

  private constructor(
    readonly folder: string,
    private readonly before: readonly string[],
  ) {
    this.staging = join(folder, STAGING);
  }

  /** `apart`: another place that may be inside of this one and looks after itself. */
  static async open(folder: string, force: boolean, apart?: string): Promise<RestorePlace> {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    await rm(join(folder, STAGING), { recursive: true, force: true });
    const before = (await contentOf(folder)).filter(
      (name) => apart === undefined || !isInside(apart, join(folder, name)),
    );
    if (before.length > 0 && !force)
      throw new BackupProblem(
        'cannot-create',
        `The folder ${folder} is not empty. Restore into a new one, or give --force to move aside what is there.`,
      );
    return new RestorePlace(folder, before);
  }

  /** Answers the folder with what was there before. */
  async publish(): Promise<string[]> {
    const aside = await this.moveAside();
    for (const name of await readdir(this.staging))
      await rename(join(this.staging, name), join(this.folder, name));
    return aside;
  }

  /** Nothing half made is left. */
  async tidy(): Promise<void> {
    await rm(this.staging, { recursive: true, force: true });
  }

  private async moveAside(): Promise<string[]> {
    if (this.before.length === 0) return [];
    const stamp = new Date().toISOString().slice(0, 19).replace(/[-:]/g, '');
    const aside = join(this.folder, `before-restore-${stamp}Z`);
    await mkdir(aside, { mode: 0o700 });
    for (const name of this.before) await rename(join(this.folder, name), join(aside, name));
    return [aside];
  }
}

/** Locks and leftovers do not count. */
async function contentOf(folder: string): Promise<string[]> {
  return (await readdir(folder)).filter((name) => !/^\.?(coordinator|up)\.lock|^\.restoring$/.test(name));
}
