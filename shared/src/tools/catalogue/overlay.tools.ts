import { z } from 'zod';
import { colour, url, videoFormat } from '../config-values.js';
import { POSITIONS, SUBTITLES_INPUT } from '../plan.schema.js';
import { MOST_CUES, readSubtitles } from '../subtitle-text.js';
import { defineTool } from '../tool.js';

const LONGEST_TEXT = 300;
const LONGEST_SUBTITLES = 1_000_000;
const MARK = 'mark';

const weight = z.int().min(100).max(900);
const fontFamily = z.string().min(1).max(100).default('Noto Sans');

export const watermarkVideo = defineTool({
  id: 'watermark-video',
  aliases: ['watermark', 'add-watermark'],
  title: 'Watermark',
  description: 'A picture or a text over the whole video.',
  renames: { image: 'imageUrl', watermarkUrl: 'imageUrl', logoUrl: 'imageUrl', size: 'scale' },
  example: { text: '© Example', position: 'bottom-right', opacity: 0.7 },
  config: z
    .object({
      imageUrl: url.optional(),
      text: z.string().trim().min(1).max(LONGEST_TEXT).optional(),
      position: z.enum(POSITIONS).default('bottom-right'),
      opacity: z.number().min(0).max(1).default(0.8),
      scale: z.number().min(0.01).max(1).default(0.2).meta({
        description: 'Width of the picture as a fraction of the video’s.',
      }),
      margin: z
        .number()
        .min(0)
        .max(0.5)
        .default(0.02)
        .meta({ description: 'Fraction of the video’s width.' }),
      fontSize: z.number().min(0.5).max(50).default(4).meta({
        description: 'Percent of the video’s smaller side.',
      }),
      fontFamily,
      fontWeight: weight.default(600),
      color: colour.default('#ffffff'),
      format: videoFormat,
    })
    .refine(({ imageUrl, text }) => (imageUrl === undefined) !== (text === undefined), {
      path: ['imageUrl'],
      message: 'or config.text must be given, and not both',
    }),
  draft: ({ imageUrl, text, position, margin, opacity, scale, format, ...style }) => {
    const place = { position, margin, opacity };
    if (imageUrl !== undefined)
      return {
        operation: { op: 'watermark-image', image: MARK, scale, place },
        format,
        urls: [{ key: MARK, path: 'config.imageUrl', url: imageUrl }],
      };
    const { fontFamily: family, fontSize, fontWeight, color } = style;
    return {
      operation: {
        op: 'watermark-text',
        text: text ?? '',
        style: {
          fontFamily: family,
          fontSize,
          fontWeight,
          color,
          outlineColor: '#000000',
          outlineWidth: 0,
        },
        place,
      },
      format,
    };
  },
});

const cueText = z.string().min(1).max(LONGEST_SUBTITLES);
const styleSchema = z
  .object({
    fontFamily,
    fontSize: z.number().min(0.5).max(50).default(5).meta({
      description: 'Percent of the video’s smaller side.',
    }),
    fontWeight: weight.default(600),
    color: colour.default('#ffffff'),
    outlineColor: colour.default('#000000'),
    outlineWidth: z.number().min(0).max(50).default(12).meta({ description: 'Percent of the letter size.' }),
    position: z.enum(['top', 'center', 'bottom']).default('bottom'),
  })
  .prefault({});

export const burnSubtitles = defineTool({
  id: 'burn-subtitles',
  aliases: ['subtitles', 'add-subtitles', 'burn-in-subtitles'],
  title: 'Burn in subtitles',
  description: 'Draws the cues of an SRT or WebVTT file into the picture.',
  renames: { subtitleUrl: 'subtitlesUrl', url: 'subtitlesUrl', captionsUrl: 'subtitlesUrl' },
  example: { srt: '1\n00:00:00,500 --> 00:00:02,000\nHello, world!\n' },
  config: z
    .object({
      subtitlesUrl: url.optional(),
      srt: cueText.optional().meta({ description: 'The text of an SRT file.' }),
      vtt: cueText.optional().meta({ description: 'The text of a WebVTT file.' }),
      style: z.preprocess((value) => (Array.isArray(value) && value.length === 0 ? {} : value), styleSchema),
      format: videoFormat,
    })
    .superRefine(({ subtitlesUrl, srt, vtt }, context) => {
      const given = [subtitlesUrl, srt, vtt].filter((one) => one !== undefined);
      const refuse = (path: string, message: string) =>
        context.addIssue({ code: 'custom', path: [path], message });
      if (given.length !== 1)
        refuse('subtitlesUrl', 'or config.srt or config.vtt must be given, exactly one of them');
      else if (subtitlesUrl === undefined && readSubtitles(srt ?? vtt ?? '').length === 0)
        refuse(
          srt === undefined ? 'vtt' : 'srt',
          `holds no cue; a cue is a line "00:00:01,000 --> 00:00:02,000" and text below (at most ${MOST_CUES} cues)`,
        );
    }),
  draft: ({ subtitlesUrl, srt, vtt, style, format }) => {
    const { position, ...rest } = style;
    const cues = subtitlesUrl === undefined ? readSubtitles(srt ?? vtt ?? '') : null;
    return {
      operation: { op: 'subtitles', cues, style: rest, position },
      format,
      ...(subtitlesUrl === undefined
        ? {}
        : { urls: [{ key: SUBTITLES_INPUT, path: 'config.subtitlesUrl', url: subtitlesUrl }] }),
    };
  },
});
