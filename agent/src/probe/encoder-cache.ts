import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { capabilitiesSchema, encoderFactSchema } from '@farm/shared/wire';
import { readJson, writeAtomically } from '../platform/atomic-file.js';

const measuredSchema = z.object({
  encoders: z.array(encoderFactSchema),
  makes: capabilitiesSchema.shape.makes.unwrap(),
});
/** What test encodes have shown. */
export type MeasuredEncoders = z.infer<typeof measuredSchema>;

const cacheSchema = measuredSchema.extend({ key: z.string() });

/** Raised when the list of encoders or the way they are tested changes. */
const PROBE_VERSION = 2;

/** Remembers the test encodes of one ffmpeg under one driver: they take seconds and never change by themselves. */
export class EncoderCache {
  private readonly path: string;

  constructor(dataDir: string) {
    this.path = join(dataDir, 'encoders.json');
  }

  /** Names what the answer depends on. Render nodes and GPUs are in `machine`. */
  static async key(ffmpeg: string, version: string, machine: unknown): Promise<string> {
    const { mtimeMs, size } = await stat(ffmpeg);
    return JSON.stringify([PROBE_VERSION, ffmpeg, version, mtimeMs, size, machine]);
  }

  async read(key: string): Promise<MeasuredEncoders | undefined> {
    const parsed = cacheSchema.safeParse(await readJson(this.path));
    return parsed.success && parsed.data.key === key ? parsed.data : undefined;
  }

  async write(key: string, measured: MeasuredEncoders): Promise<void> {
    await writeAtomically(this.path, JSON.stringify({ key, ...measured }));
  }
}
