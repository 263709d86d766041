import { z } from 'zod';

export const engineSchema = z.enum(['cpu', 'nvenc', 'qsv', 'vaapi', 'videotoolbox']);
export type Engine = z.infer<typeof engineSchema>;

/** `io` encodes nothing: it moves files and looks at them (orders of the io lane), beside whatever renders. */
export const slotEngineSchema = z.enum([...engineSchema.options, 'io']);
export type SlotEngine = z.infer<typeof slotEngineSchema>;

/** One encoder of the chosen ffmpeg, judged by a real test encode and by nothing else. */
export const encoderFactSchema = z.object({
  name: z.string(),
  codec: z.enum(['h264', 'hevc', 'av1', 'vp9', 'prores']),
  engine: engineSchema,
  available: z.boolean(),
  /** Why not, in the driver's words. */
  reason: z.string().optional(),
  device: z.string().optional(),
  /** Frames per second of a short 1080p encode, measured. */
  fps: z.number().optional(),
});
export type EncoderFact = z.infer<typeof encoderFactSchema>;

/** What a machine was measured to do. */
export const capabilitiesSchema = z.object({
  ffmpeg: z.object({
    path: z.string(),
    version: z.string(),
    origin: z.enum(['environment', 'system', 'ffmpeg-static', 'bundled']),
  }),
  ffprobe: z.object({ path: z.string(), version: z.string() }),
  encoders: z.array(encoderFactSchema),
  filters: z.array(z.string()),
  decoders: z.array(z.string()),
  maxWidth: z.int().positive(),
  maxHeight: z.int().positive(),
  /**
   * What each engine can make, by name: containers and codecs of @farm/shared/scene (`needsOf`). An agent that does not
   * say makes H.264 with AAC in MP4 and nothing else.
   */
  makes: z.partialRecord(engineSchema, z.array(z.string())).optional(),
});
export type Capabilities = z.infer<typeof capabilitiesSchema>;

/** What a machine is; for people, never for decisions that a probe can make. */
export const inventorySchema = z.object({
  hostname: z.string(),
  os: z.string(),
  arch: z.string(),
  cpu: z.string(),
  cores: z.int().positive(),
  memoryBytes: z.int().positive(),
  gpus: z.array(
    z.object({
      vendor: z.string(),
      model: z.string(),
      memoryBytes: z.int().optional(),
      driver: z.string().optional(),
    }),
  ),
  fonts: z.int().nonnegative(),
  labels: z.array(z.string()),
});
export type Inventory = z.infer<typeof inventorySchema>;

export const slotsSchema = z.array(z.object({ engine: slotEngineSchema, count: z.int().nonnegative() }));
export type Slots = z.infer<typeof slotsSchema>;
