import type { Inventory } from '@farm/shared/wire';

/** GPUs and their drivers, for people. Whether one can encode is found out by encoders.probe.ts. */
export async function probeGpus(): Promise<Inventory['gpus']> {
  // Loaded when asked: the daemon needs it once, and it is not small.
  const { graphics } = await import('systeminformation');
  const { controllers } = await graphics();
  return controllers.map((gpu) => ({
    vendor: gpu.vendor || 'unknown',
    model: gpu.model || 'unknown',
    ...(gpu.memoryTotal ? { memoryBytes: gpu.memoryTotal * 2 ** 20 } : {}),
    ...(gpu.driverVersion ? { driver: gpu.driverVersion } : {}),
  }));
}
