import { z } from 'zod';
import { cropSchema, loopSchema } from './extensions.schema.js';
import { JOIN_STYLES } from './join-styles.js';
import { animationSchema, easingSchema, propertyValueSchema } from './value.schema.js';

/** How a layer comes or goes: `duration` in seconds; `easing` absent means the preset's own. */
export const transitionSchema = z.object({
  name: z.string(),
  duration: z.number().nonnegative(),
  easing: easingSchema.optional(),
  params: z.record(z.string(), propertyValueSchema),
});
export type Transition = z.infer<typeof transitionSchema>;

export const effectSchema = z.object({
  name: z.string(),
  enabled: z.boolean(),
  params: z.record(z.string(), propertyValueSchema),
});
export type Effect = z.infer<typeof effectSchema>;

/** How a layer takes over from the one below it among its siblings (sound does not count). */
export const joinSchema = z.object({
  style: z.enum(JOIN_STYLES),
  /** Seconds that both are seen; 0 is a cut. */
  duration: z.number().nonnegative(),
  /** The layer starts `duration` before the end of the one below it, whatever its `start` says. */
  follows: z.boolean(),
});
export type Join = z.infer<typeof joinSchema>;

/** What every kind of layer has. All times are seconds; `start` counts from the start of the container (scene or group). */
const layerBase = {
  id: z.string(),
  /** Where the layer stands in the customer's document (`layers[3].children[0]`), for messages. */
  path: z.string(),
  /** Number of the layer as the customer counts, from 1, for messages. */
  number: z.int().positive(),
  name: z.string().optional(),
  enabled: z.boolean(),
  /** Index into `scene.tracks`; layers without a track are painted first. */
  track: z.int().nonnegative().optional(),
  start: z.number(),
  /** Seconds of *source* time that the layer plays; null = until the media or the container ends. */
  sourceDuration: z.number().nonnegative().nullable(),
  /** Source second that is shown first; a negative one counts from the end of the media. */
  sourceStart: z.number(),
  /** Seconds left out at the END of the source; only used when sourceDuration is null, or with a loop. */
  sourceEnd: z.number().nonnegative(),
  /** Source seconds per timeline second; negative plays backwards. */
  speed: z.number(),
  /** Static values. Names and units: property-registry.ts. */
  properties: z.record(z.string(), propertyValueSchema),
  animations: z.array(animationSchema),
  transitionIn: transitionSchema.optional(),
  transitionOut: transitionSchema.optional(),
  effects: z.array(effectSchema),
  join: joinSchema.optional(),
  /** Timeline seconds for which the last state stays when the layer has played; silent. */
  hold: z.number().nonnegative().optional(),
};

/** What pictures from a source have beside. */
const pictureStages = {
  crop: cropSchema.optional(),
};

const caption = z.object({
  text: z.string(),
  start: z.number(),
  end: z.number(),
});
/** One caption; times are seconds on the *container's* clock, both ends shown. */
export type Caption = z.infer<typeof caption>;

export const textLayerSchema = z.object({ ...layerBase, kind: z.literal('text') });
export const captionsLayerSchema = z.object({
  ...layerBase,
  kind: z.literal('captions'),
  captions: z.array(caption),
  maxCharsPerLine: z.int().positive(),
  maxLines: z.int().positive(),
});
/** `source` is a key of `scene.sources`. */
export const imageLayerSchema = z.object({
  ...layerBase,
  ...pictureStages,
  kind: z.literal('image'),
  source: z.string(),
});
export const videoLayerSchema = z.object({
  ...layerBase,
  ...pictureStages,
  kind: z.literal('video'),
  source: z.string(),
  loop: loopSchema.optional(),
});
export const audioLayerSchema = z.object({
  ...layerBase,
  kind: z.literal('audio'),
  source: z.string(),
  loop: loopSchema.optional(),
});
export const shapeLayerSchema = z.object({
  ...layerBase,
  kind: z.literal('shape'),
  shape: z.enum(['rectangle', 'ellipse', 'polygon', 'star']),
});

export type TextLayer = z.infer<typeof textLayerSchema>;
export type CaptionsLayer = z.infer<typeof captionsLayerSchema>;
export type ImageLayer = z.infer<typeof imageLayerSchema>;
export type VideoLayer = z.infer<typeof videoLayerSchema>;
export type AudioLayer = z.infer<typeof audioLayerSchema>;
export type ShapeLayer = z.infer<typeof shapeLayerSchema>;
/** Children are drawn on a surface of their own, as large as the scene; their times are the group's local time. */
export type GroupLayer = Omit<TextLayer, 'kind'> & { kind: 'group'; children: Layer[] };
export type Layer =
  TextLayer | CaptionsLayer | ImageLayer | VideoLayer | AudioLayer | ShapeLayer | GroupLayer;

export const groupLayerSchema: z.ZodType<GroupLayer> = z.lazy(() =>
  z.object({ ...layerBase, kind: z.literal('group'), children: z.array(layerSchema) }),
) as z.ZodType<GroupLayer>;

/** An `empty` layer of a document arrives here as a rectangle shape; a `composition` layer as the scene itself. */
export const layerSchema: z.ZodType<Layer> = z.lazy(() =>
  z.union([
    textLayerSchema,
    captionsLayerSchema,
    imageLayerSchema,
    videoLayerSchema,
    audioLayerSchema,
    shapeLayerSchema,
    groupLayerSchema,
  ]),
) as z.ZodType<Layer>;

export type LayerKind = Layer['kind'];
