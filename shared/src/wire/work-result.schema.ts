import { z } from 'zod';
import { engineSchema } from './capabilities.schema.js';
import { fileRoleSchema } from './work-order.schema.js';

/** Something the customer should know although the render went well. */
export const warningSchema = z.object({ code: z.string(), message: z.string(), path: z.string().optional() });
export type Warning = z.infer<typeof warningSchema>;

export const resultFileSchema = z.object({
  role: fileRoleSchema,
  /** Storage key as it stood in the upload grant. */
  key: z.string(),
  sizeBytes: z.int().nonnegative(),
  sha256: z.string(),
  contentType: z.string(),
});
export type ResultFile = z.infer<typeof resultFileSchema>;

export const renderedWithSchema = z.object({
  engine: engineSchema,
  encoder: z.string(),
  ffmpeg: z.string(),
  /** Wall seconds of the render step, and of the whole attempt. */
  renderSeconds: z.number(),
  totalSeconds: z.number(),
});
export type RenderedWith = z.infer<typeof renderedWithSchema>;

/** What comes back of a `whole` order: files already uploaded, and what ffprobe measured of the master. */
export const workResultSchema = z.object({
  kind: z.literal('whole'),
  files: z.array(resultFileSchema),
  facts: z.object({
    width: z.int(),
    height: z.int(),
    fps: z.number(),
    frames: z.int(),
    duration: z.number(),
    videoCodec: z.string(),
    audioCodec: z.string().nullable(),
  }),
  warnings: z.array(warningSchema),
  renderedWith: renderedWithSchema,
});
export type WorkResult = z.infer<typeof workResultSchema>;
