import type { Vitals } from '@farm/shared/wire';
import { probeDisk } from './disk.probe.js';

/** What costs no other program: cores, memory, disk. A part that cannot be read is left out. */
export async function probeLoad(folder: string): Promise<Vitals> {
  // Loaded when asked, like in gpu.probe.ts.
  const { currentLoad, mem } = await import('systeminformation');
  const [cpu, memory, disk] = await Promise.all([
    currentLoad().catch(() => undefined),
    mem().catch(() => undefined),
    probeDisk(folder).catch(() => undefined),
  ]);
  return {
    ...(cpu && Number.isFinite(cpu.currentLoad) ? { cpuPercent: percent(cpu.currentLoad) } : {}),
    // `active`: without what the system would give back at once (caches).
    ...(memory ? { memoryUsedBytes: memory.active, memoryTotalBytes: memory.total } : {}),
    ...(disk ? { diskTotalBytes: disk.sizeBytes } : {}),
  };
}

/** Temperatures and cards: the library runs programs of the system for them (nvidia-smi, lspci …), so ask rarely. */
export async function probeHeat(): Promise<Vitals> {
  const { cpuTemperature, graphics } = await import('systeminformation');
  const [cpu, cards] = await Promise.all([
    cpuTemperature().catch(() => undefined),
    graphics().catch(() => undefined),
  ]);
  const gpus = (cards?.controllers ?? []).slice(0, MOST_GPUS).map(toGpu);
  return {
    ...(isReading(cpu?.main) ? { cpuTemperature: cpu.main } : {}),
    ...(gpus.length > 0 ? { gpus } : {}),
  };
}

const MOST_GPUS = 32;
const MIB = 2 ** 20;

interface Card {
  model?: string;
  utilizationGpu?: number;
  memoryUsed?: number;
  memoryTotal?: number;
  temperatureGpu?: number;
}

function toGpu(card: Card): NonNullable<Vitals['gpus']>[number] {
  return {
    model: (card.model ?? '').slice(0, 200) || 'unknown',
    ...(isReading(card.utilizationGpu) ? { utilisationPercent: percent(card.utilizationGpu) } : {}),
    ...(isReading(card.memoryUsed) ? { memoryUsedBytes: Math.round(card.memoryUsed * MIB) } : {}),
    ...(isReading(card.memoryTotal) ? { memoryTotalBytes: Math.round(card.memoryTotal * MIB) } : {}),
    ...(isReading(card.temperatureGpu) ? { temperature: card.temperatureGpu } : {}),
  };
}

/** The library says null, undefined or -1 for what it cannot read. */
const isReading = (value: number | null | undefined): value is number =>
  typeof value === 'number' && Number.isFinite(value) && value >= 0;

const percent = (value: number): number => Math.min(100, Math.max(0, Math.round(value * 10) / 10));
