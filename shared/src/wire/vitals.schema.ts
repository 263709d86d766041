import { z } from 'zod';

const percent = z.number().min(0).max(100);
const bytes = z.int().nonnegative();
const celsius = z.number();

/** How a machine feels, measured every few seconds; for people, never for decisions. What cannot be read is absent. */
export const vitalsSchema = z.object({
  /** Of all cores, since the measurement before. */
  cpuPercent: percent.optional(),
  memoryUsedBytes: bytes.optional(),
  memoryTotalBytes: bytes.optional(),
  /** Of the disk with the work folders. */
  diskTotalBytes: bytes.optional(),
  cpuTemperature: celsius.optional(),
  /** In the order of the inventory. */
  gpus: z
    .array(
      z.object({
        model: z.string().max(200),
        utilisationPercent: percent.optional(),
        memoryUsedBytes: bytes.optional(),
        memoryTotalBytes: bytes.optional(),
        temperature: celsius.optional(),
      }),
    )
    .max(32)
    .optional(),
});
export type Vitals = z.infer<typeof vitalsSchema>;
