import { z } from 'zod';
import { side, videoFormat } from '../config-values.js';
import { formatsOf } from '../output-format.js';
import { defineTool } from '../tool.js';

const MEGABYTE = 1_000_000;
const CRF = { low: 34, medium: 28, high: 23 } as const;

export const convertVideo = defineTool({
  id: 'convert-video',
  aliases: ['convert', 'video-converter'],
  title: 'Convert',
  description:
    'Writes the input in another format. Streams that fit the new container are copied, others are encoded.',
  renames: { container: 'format', outputFormat: 'format', to: 'format' },
  example: { format: 'webm' },
  config: z.object({ format: z.enum(formatsOf('video', 'animation', 'audio')) }),
  draft: ({ format }) => ({
    operation:
      format === 'gif'
        ? { op: 'gif', fps: 12, width: null, start: 0, end: null, loop: true }
        : { op: 'convert' },
    format,
  }),
});

export const compressVideo = defineTool({
  id: 'compress-video',
  aliases: ['compress'],
  title: 'Compress',
  description: 'Makes a smaller file: by quality, by crf, or to a size in megabytes (two passes).',
  renames: { targetSize: 'targetSizeMb', targetSizeMB: 'targetSizeMb', sizeMb: 'targetSizeMb' },
  example: { targetSizeMb: 5 },
  config: z
    .object({
      crf: z.int().min(0).max(51).optional().meta({ description: 'x264’s scale: smaller is better.' }),
      quality: z.enum(['low', 'medium', 'high']).optional().meta({ description: 'Absent: medium.' }),
      targetSizeMb: z.number().min(0.01).max(100_000).optional().meta({
        description: 'Megabytes (1,000,000 bytes); the file is not larger.',
      }),
      maxHeight: side.optional().meta({ description: 'Taller pictures are scaled down.' }),
      format: videoFormat,
    })
    .refine(({ crf, targetSizeMb }) => crf === undefined || targetSizeMb === undefined, {
      path: ['targetSizeMb'],
      message: 'and config.crf exclude each other; give one of them',
    }),
  draft: ({ crf, quality, targetSizeMb, maxHeight, format }) => ({
    operation: {
      op: 'compress',
      crf: targetSizeMb === undefined ? (crf ?? CRF[quality ?? 'medium']) : null,
      targetBytes: targetSizeMb === undefined ? null : Math.floor(targetSizeMb * MEGABYTE),
      maxHeight: maxHeight ?? null,
    },
    format,
  }),
});
