import { z } from 'zod';
import { videoFormat } from '../config-values.js';
import { formatsOf } from '../output-format.js';
import { defineTool } from '../tool.js';

export const extractAudio = defineTool({
  id: 'extract-audio',
  aliases: ['audio', 'video-to-audio', 'video-to-mp3'],
  title: 'Extract audio',
  description: 'The sound alone.',
  example: { format: 'mp3' },
  config: z.object({
    format: z.enum(formatsOf('audio')).default('mp3'),
    bitrate: z.int().min(32).max(320).optional().meta({ description: 'Kilobits per second.' }),
  }),
  draft: ({ format, bitrate }) => ({
    operation: { op: 'extract-audio', bitrate: bitrate ?? null },
    format,
  }),
});

export const muteVideo = defineTool({
  id: 'mute-video',
  aliases: ['mute', 'remove-audio'],
  title: 'Mute',
  description: 'The picture alone, copied where the container allows it.',
  example: {},
  config: z.object({ format: videoFormat }),
  draft: ({ format }) => ({ operation: { op: 'mute' }, format }),
});

export const normalizeAudio = defineTool({
  id: 'normalize-audio',
  aliases: ['normalize', 'normalise-audio', 'loudness', 'normalize-loudness'],
  title: 'Normalise loudness',
  description: 'Brings the sound to a loudness by EBU R128, in two passes; the picture is copied.',
  renames: { target: 'targetLufs', lufs: 'targetLufs', targetLUFS: 'targetLufs' },
  example: { targetLufs: -16 },
  config: z.object({
    targetLufs: z.number().min(-70).max(-5).default(-16),
    truePeak: z.number().min(-9).max(0).default(-1.5).meta({ description: 'dBTP.' }),
    loudnessRange: z.number().min(1).max(50).default(11).meta({ description: 'LU.' }),
    format: videoFormat,
  }),
  draft: ({ targetLufs, truePeak, loudnessRange, format }) => ({
    operation: { op: 'loudness', target: targetLufs, truePeak, range: loudnessRange },
    format,
  }),
});
