import { z } from 'zod';
import { rationalSchema } from '../time/index.js';

/** What was measured of one source file. Sizes are as displayed: rotation and EXIF orientation already applied. */
export const mediaFactsSchema = z.object({
  /** Seconds; null for still pictures and fonts. */
  duration: z.number().nonnegative().nullable(),
  video: z
    .object({
      width: z.int().positive(),
      height: z.int().positive(),
      /** Average rate, a hint only. */
      fps: rationalSchema.nullable(),
      codec: z.string(),
      pixelFormat: z.string(),
      /** Clockwise degrees that the player has to turn the coded picture: 0, 90, 180, 270. */
      rotation: z.int(),
      hasAlpha: z.boolean(),
      colorSpace: z.string().optional(),
      colorRange: z.string().optional(),
      colorTransfer: z.string().optional(),
      /** First presentation time, seconds. */
      startTime: z.number(),
      /** True for PNG, JPEG, WebP … with one picture. */
      still: z.boolean(),
    })
    .nullable(),
  audio: z
    .object({
      codec: z.string(),
      sampleRate: z.int().positive(),
      channels: z.int().positive(),
      startTime: z.number(),
    })
    .nullable(),
});
export type MediaFacts = z.infer<typeof mediaFactsSchema>;
