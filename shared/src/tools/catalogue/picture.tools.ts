import { z } from 'zod';
import { LIMITS } from '../../scene/index.js';
import { colour, side, time, videoFormat } from '../config-values.js';
import { formatsOf } from '../output-format.js';
import { defineTool } from '../tool.js';

const pixel = z.int().min(0).max(LIMITS.maxSide);

export const cropVideo = defineTool({
  id: 'crop-video',
  aliases: ['crop'],
  title: 'Crop',
  description: 'Cuts out a rectangle, in pixels of the picture as players show it. Sizes become even.',
  renames: { left: 'x', top: 'y', w: 'width', h: 'height' },
  nests: ['crop', 'cropBox', 'box'],
  example: { x: 160, y: 90, width: 320, height: 180 },
  config: z.object({
    x: pixel.default(0),
    y: pixel.default(0),
    width: side,
    height: side,
    format: videoFormat,
  }),
  draft: ({ format, ...box }) => ({ operation: { op: 'crop', ...box }, format }),
});

const FITS = { contain: 'contain', cover: 'cover', fill: 'fill', inside: 'inside' } as const;
const FIT_ALIASES = { stretch: 'fill', pad: 'contain', crop: 'cover' } as const;

export const resizeVideo = defineTool({
  id: 'resize-video',
  aliases: ['resize', 'scale-video'],
  title: 'Resize',
  description:
    'Changes the size. With one side given the other follows; with both, `fit` says what happens to the aspect ratio.',
  renames: { w: 'width', h: 'height', mode: 'fit', background: 'backgroundColor' },
  nests: ['dimensions', 'size'],
  example: { width: 640, height: 360, fit: 'contain' },
  config: z
    .object({
      width: side.optional(),
      height: side.optional(),
      fit: z
        .enum([...Object.keys(FITS), ...Object.keys(FIT_ALIASES)] as (
          keyof typeof FITS | keyof typeof FIT_ALIASES
        )[])
        .default('contain')
        .meta({
          description:
            'contain: bars; cover: cut at the edges; fill: stretched; inside: as large as fits, without bars.',
        }),
      backgroundColor: colour.default('#000000'),
      format: videoFormat,
    })
    .refine(({ width, height }) => width !== undefined || height !== undefined, {
      path: ['width'],
      message: 'is missing: give config.width, config.height or both',
    }),
  draft: ({ width, height, fit, backgroundColor, format }) => ({
    operation: {
      op: 'resize',
      width: width ?? null,
      height: height ?? null,
      fit: { ...FITS, ...FIT_ALIASES }[fit],
      background: backgroundColor,
    },
    format,
  }),
});

const TURNS = [-270, -180, -90, 0, 90, 180, 270, 360];
const FLIPS = ['none', 'horizontal', 'vertical', 'both'] as const;

export const rotateVideo = defineTool({
  id: 'rotate-video',
  aliases: ['rotate', 'flip-video', 'flip'],
  title: 'Rotate and flip',
  description: 'Turns the picture clockwise by quarters, then mirrors it.',
  renames: { angle: 'degrees', rotation: 'degrees' },
  example: { degrees: 90 },
  config: z
    .object({
      degrees: z
        .number()
        .refine((value) => TURNS.includes(value), `must be one of ${TURNS.join(', ')}`)
        .default(0),
      flip: z.enum(FLIPS).default('none'),
      format: videoFormat,
    })
    .refine(({ degrees, flip }) => degrees % 360 !== 0 || flip !== 'none', {
      path: ['degrees'],
      message: 'is missing: give config.degrees, config.flip or both',
    }),
  draft: ({ degrees, flip, format }) => ({
    operation: { op: 'rotate', degrees: ((degrees + 360) % 360) as 0 | 90 | 180 | 270, flip },
    format,
  }),
});

export const videoToGif = defineTool({
  id: 'video-to-gif',
  aliases: ['gif', 'to-gif'],
  title: 'Video to GIF',
  description: 'Makes an animated GIF with a palette of its own.',
  renames: { start: 'startTime', end: 'endTime' },
  example: { fps: 12, width: 480 },
  config: z
    .object({
      fps: z.number().min(1).max(50).default(12),
      width: side.max(1920).optional().meta({ description: 'Absent: 480, or the input’s when smaller.' }),
      startTime: time.default(0),
      endTime: time.optional(),
      loop: z.boolean().default(true),
    })
    .refine(({ startTime, endTime }) => endTime === undefined || endTime > startTime, {
      path: ['endTime'],
      message: 'must be after config.startTime',
    }),
  draft: ({ fps, width, startTime, endTime, loop }) => ({
    operation: { op: 'gif', fps, width: width ?? null, start: startTime, end: endTime ?? null, loop },
    format: 'gif',
  }),
});

export const videoThumbnail = defineTool({
  id: 'video-thumbnail',
  aliases: ['thumbnail', 'extract-thumbnail', 'screenshot'],
  title: 'Thumbnail',
  description: 'One frame as a picture.',
  renames: { timestamp: 'time', at: 'time', seconds: 'time' },
  example: { time: 1.5, width: 640, format: 'jpg' },
  config: z.object({
    time: time.optional().meta({ description: 'Absent: after a quarter of the input.' }),
    width: side.optional(),
    height: side.optional(),
    format: z.enum([...formatsOf('image'), 'jpeg']).default('jpg'),
  }),
  draft: ({ time: at, width, height, format }) => ({
    operation: { op: 'thumbnail', time: at ?? null, width: width ?? null, height: height ?? null },
    format: format === 'jpeg' ? 'jpg' : format,
  }),
});
