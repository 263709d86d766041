import { readFile } from 'node:fs/promises';
import { availableParallelism, cpus } from 'node:os';

const readText = (path: string): Promise<string> => readFile(path, 'utf8').catch(() => '');

/** Cores that a cgroup's quota allows, or undefined without a quota. v2 writes "max 100000" or "150000 100000". */
export function quotaCores(v2: string, v1Quota: string, v1Period: string): number | undefined {
  const [quota, period] = v2.trim() === '' ? [v1Quota, v1Period] : v2.trim().split(/\s+/);
  const cores = Number(quota) / Number(period);
  return Number.isFinite(cores) && cores > 0 ? cores : undefined;
}

/** Cores that this process may use: affinity mask and cgroup quota, at least 1. */
export async function probeCpu(): Promise<{ model: string; cores: number }> {
  const quota = quotaCores(
    await readText('/sys/fs/cgroup/cpu.max'),
    await readText('/sys/fs/cgroup/cpu/cpu.cfs_quota_us'),
    await readText('/sys/fs/cgroup/cpu/cpu.cfs_period_us'),
  );
  const cores = Math.max(1, Math.floor(Math.min(availableParallelism(), quota ?? Infinity)));
  return { model: cpus()[0]?.model.trim() ?? 'unknown', cores };
}
