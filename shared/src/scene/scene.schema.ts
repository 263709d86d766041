import { z } from 'zod';
import { rationalSchema } from '../time/index.js';
import { layerSchema, effectSchema, transitionSchema } from './layer.schema.js';
import { outputSchema } from './output.schema.js';
import { animationSchema, propertyValueSchema } from './value.schema.js';

/**
 * Where bytes come from.
 * `url`: anything on the internet, through the guarded door. `asset`: a file of the farm, by id.
 * `data`: a data: URL. `file`: a path on this machine; only the CLI makes these, the API never does.
 */
export const sourceSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('url'), url: z.string() }),
  z.object({ type: z.literal('asset'), assetId: z.string(), name: z.string().optional() }),
  z.object({ type: z.literal('data'), url: z.string() }),
  z.object({ type: z.literal('file'), path: z.string() }),
]);
export type Source = z.infer<typeof sourceSchema>;

/** The one internal document. Every dialect maps onto it; everything after works on it. */
export const sceneSchema = z.object({
  version: z.literal(1),
  name: z.string(),
  /** Output pixels, even. */
  width: z.int().positive(),
  height: z.int().positive(),
  fps: rationalSchema,
  /** Seconds; null = derived from the layers once the media is known (resolve-timeline.ts). */
  duration: z.number().positive().nullable(),
  backgroundColor: z.string(),
  /** Same order as the document: paint order, first at the back. */
  layers: z.array(layerSchema),
  tracks: z.array(z.object({ name: z.string().optional(), enabled: z.boolean() })),
  sources: z.record(z.string(), sourceSchema),
  /** Families that layers may name, resolved from `font` assets: family -> key in `sources`. */
  fonts: z.record(z.string(), z.string()),
  /** Properties, transitions and effects of the composition itself: they act on the finished frame. */
  frame: z.object({
    properties: z.record(z.string(), propertyValueSchema),
    animations: z.array(animationSchema),
    transitionIn: transitionSchema.optional(),
    transitionOut: transitionSchema.optional(),
    effects: z.array(effectSchema),
  }),
  output: outputSchema,
});
export type Scene = z.infer<typeof sceneSchema>;
