import { probeDisk } from '../probe/index.js';

/** Stops the taking of work when the work disk is nearly full. */
export class DiskGuard {
  constructor(
    private readonly folder: string,
    private readonly reserveBytes: number,
    private readonly look: (folder: string) => Promise<{ freeBytes: number }> = probeDisk,
  ) {}

  async check(): Promise<{ freeBytes: number; trouble?: string }> {
    const { freeBytes } = await this.look(this.folder);
    if (freeBytes >= this.reserveBytes) return { freeBytes };
    const gib = (bytes: number): string => (bytes / 2 ** 30).toFixed(1);
    return {
      freeBytes,
      trouble: `the work disk has ${gib(freeBytes)} GiB left; ${gib(this.reserveBytes)} GiB are kept free (FRAMEFARM_DISK_RESERVE)`,
    };
  }
}
