import { readFile } from 'node:fs/promises';
import { totalmem } from 'node:os';

const LIMIT_FILES = ['/sys/fs/cgroup/memory.max', '/sys/fs/cgroup/memory/memory.limit_in_bytes'];

/** Bytes of memory that this process may use: the machine's, or its cgroup's limit when that is lower. */
export async function probeMemory(): Promise<number> {
  let bytes = totalmem();
  for (const path of LIMIT_FILES) {
    const limit = Number(await readFile(path, 'utf8').catch(() => ''));
    if (Number.isFinite(limit) && limit > 0) bytes = Math.min(bytes, limit);
  }
  return Math.floor(bytes);
}
