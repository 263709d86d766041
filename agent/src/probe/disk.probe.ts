import { mkdir, statfs } from 'node:fs/promises';

/** Bytes that this user may still write to the disk of a folder, and its size. Makes the folder. */
export async function probeDisk(folder: string): Promise<{ freeBytes: number; sizeBytes: number }> {
  await mkdir(folder, { recursive: true });
  const disk = await statfs(folder);
  return { freeBytes: disk.bavail * disk.bsize, sizeBytes: disk.blocks * disk.bsize };
}
