import { z } from 'zod';
import { ALL_FORMATS } from './output-format.js';

const seconds = z.number().nonnegative();
/** Key in the sources that travel beside the plan. */
const key = z.string();
const side = z.int().positive();

export const POSITIONS = [
  'top-left',
  'top',
  'top-right',
  'left',
  'center',
  'right',
  'bottom-left',
  'bottom',
  'bottom-right',
] as const;
export type Position = (typeof POSITIONS)[number];

export const subtitleCueSchema = z.object({ text: z.string(), start: seconds, end: seconds });
export type SubtitleCue = z.infer<typeof subtitleCueSchema>;

export const textStyleSchema = z.object({
  fontFamily: z.string(),
  /** Percent of the picture's smaller side. */
  fontSize: z.number().positive(),
  fontWeight: z.int(),
  color: z.string(),
  outlineColor: z.string(),
  /** Percent of the letters' height. */
  outlineWidth: z.number().nonnegative(),
});

/** Where a watermark stands. Lengths are fractions of the picture's width. */
const placeSchema = z.object({
  position: z.enum(POSITIONS),
  margin: z.number().nonnegative(),
  opacity: z.number(),
});

/** One thing done to the main input (the source `input`). All times are seconds of that input. */
export const operationSchema = z.discriminatedUnion('op', [
  /** `end` null: to the end. */
  z.object({ op: z.literal('trim'), start: seconds, end: seconds.nullable() }),
  /** Pixels of the picture as players show it. */
  z.object({ op: z.literal('crop'), x: z.int(), y: z.int(), width: side, height: side }),
  z.object({
    op: z.literal('resize'),
    /** Null: what the other one and the aspect ratio give. */
    width: side.nullable(),
    height: side.nullable(),
    fit: z.enum(['contain', 'cover', 'fill', 'inside']),
    background: z.string(),
  }),
  z.object({ op: z.literal('convert') }),
  z.object({
    op: z.literal('compress'),
    /** x264's scale; null when `targetBytes` rules. */
    crf: z.int().nullable(),
    targetBytes: z.int().positive().nullable(),
    maxHeight: side.nullable(),
  }),
  /** Kilobits per second; null is the format's own default. */
  z.object({ op: z.literal('extract-audio'), bitrate: z.int().positive().nullable() }),
  z.object({ op: z.literal('mute') }),
  z.object({ op: z.literal('speed'), speed: z.number().positive() }),
  z.object({
    op: z.literal('rotate'),
    /** Clockwise. */
    degrees: z.union([z.literal(0), z.literal(90), z.literal(180), z.literal(270)]),
    flip: z.enum(['none', 'horizontal', 'vertical', 'both']),
  }),
  z.object({ op: z.literal('reverse') }),
  z.object({
    op: z.literal('merge'),
    /** In order, the main input among them. */
    clips: z.array(key).min(2),
    width: side.nullable(),
    height: side.nullable(),
    fps: z.number().positive().nullable(),
    background: z.string(),
  }),
  z.object({
    op: z.literal('gif'),
    fps: z.number().positive(),
    width: side.nullable(),
    start: seconds,
    end: seconds.nullable(),
    loop: z.boolean(),
  }),
  z.object({
    op: z.literal('thumbnail'),
    /** Null: after a quarter of the input, where films have mostly faded in. */
    time: seconds.nullable(),
    width: side.nullable(),
    height: side.nullable(),
  }),
  z.object({
    op: z.literal('watermark-image'),
    image: key,
    /** Width of the mark as a fraction of the picture's. */
    scale: z.number().positive(),
    place: placeSchema,
  }),
  z.object({
    op: z.literal('watermark-text'),
    text: z.string(),
    style: textStyleSchema,
    place: placeSchema,
  }),
  z.object({
    op: z.literal('subtitles'),
    /** Null: they are in the source `subtitles`. */
    cues: z.array(subtitleCueSchema).nullable(),
    style: textStyleSchema,
    position: z.enum(['top', 'center', 'bottom']),
  }),
  z.object({
    op: z.literal('loudness'),
    /** LUFS, dBTP and LU of EBU R128. */
    target: z.number(),
    truePeak: z.number(),
    range: z.number(),
  }),
]);
export type Operation = z.infer<typeof operationSchema>;

/**
 * What an agent needs to know of a tool job: pure data, every value decided except those that only the media can
 * tell. A video format for an input that has only sound gives an m4a.
 */
export const toolPlanSchema = z.object({
  version: z.literal(1),
  /** Id of the tool in the catalogue, for messages. */
  tool: z.string(),
  operation: operationSchema,
  format: z.enum(ALL_FORMATS),
  /** What the customer said of the main input; the media wins. */
  hints: z.object({
    duration: seconds.optional(),
    width: side.optional(),
    height: side.optional(),
  }),
});
export type ToolPlan = z.infer<typeof toolPlanSchema>;

/** Key of the main input in the sources. */
export const MAIN_INPUT = 'input';
/** Key of a subtitle file. */
export const SUBTITLES_INPUT = 'subtitles';

/** `render`: drawn by the scene pipeline. `native`: ffmpeg alone. */
export function modeOf(plan: Pick<ToolPlan, 'operation'>): 'native' | 'render' {
  const { op } = plan.operation;
  return op === 'watermark-text' || op === 'subtitles' ? 'render' : 'native';
}
