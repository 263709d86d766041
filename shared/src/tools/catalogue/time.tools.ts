import { z } from 'zod';
import { colour, side, time, url, videoFormat } from '../config-values.js';
import { MAIN_INPUT } from '../plan.schema.js';
import { defineTool } from '../tool.js';

const MOST_CLIPS = 50;

export const trimVideo = defineTool({
  id: 'trim-video',
  aliases: ['trim', 'cut-video', 'trim-audio'],
  title: 'Trim',
  description: 'Keeps the part between two times, exact to the frame.',
  renames: { start: 'startTime', end: 'endTime', from: 'startTime', to: 'endTime' },
  example: { startTime: 1, endTime: 3 },
  config: z
    .object({
      startTime: time.default(0),
      endTime: time.optional().meta({ description: 'Absent: to the end of the input.' }),
      format: videoFormat,
    })
    .refine(({ startTime, endTime }) => endTime === undefined || endTime > startTime, {
      path: ['endTime'],
      message: 'must be after config.startTime',
    })
    .refine(({ startTime, endTime }) => startTime > 0 || endTime !== undefined, {
      path: ['startTime'],
      message: 'is missing: give config.startTime, config.endTime or both',
    }),
  draft: ({ startTime, endTime, format }) => ({
    operation: { op: 'trim', start: startTime, end: endTime ?? null },
    format,
  }),
});

export const changeVideoSpeed = defineTool({
  id: 'change-video-speed',
  aliases: ['speed', 'change-speed', 'speed-video'],
  title: 'Change speed',
  description: 'Plays faster or slower; the sound keeps its pitch.',
  renames: { factor: 'speed', speedFactor: 'speed', rate: 'speed' },
  example: { speed: 2 },
  config: z.object({
    speed: z.number().min(0.1).max(16).meta({ description: '2 is twice as fast, 0.5 half as fast.' }),
    format: videoFormat,
  }),
  draft: ({ speed, format }) => ({ operation: { op: 'speed', speed }, format }),
});

export const reverseVideo = defineTool({
  id: 'reverse-video',
  aliases: ['reverse'],
  title: 'Reverse',
  description: 'Plays picture and sound backwards.',
  example: {},
  config: z.object({ format: videoFormat }),
  draft: ({ format }) => ({ operation: { op: 'reverse' }, format }),
});

export const mergeVideos = defineTool({
  id: 'merge-videos',
  aliases: ['merge', 'merge-video', 'concat', 'join-videos'],
  title: 'Merge',
  description:
    'Puts clips one after another. Size and frame rate are those of the first clip unless given; others are fitted with bars, silent ones get silence.',
  renames: { urls: 'inputUrls', videos: 'inputUrls', clips: 'inputUrls' },
  example: { inputUrls: ['https://example.com/second.mp4'] },
  config: z.object({
    inputUrls: z.array(url).min(1).max(MOST_CLIPS).meta({
      description: 'Clips after inputUrl. When inputUrl is its first entry, it is the whole list.',
    }),
    width: side.optional(),
    height: side.optional(),
    fps: z.number().min(1).max(120).optional(),
    backgroundColor: colour.default('#000000'),
    format: videoFormat,
  }),
  draft: (config, inputUrl) => {
    const later = config.inputUrls
      .map((one, index) => ({ url: one, path: `config.inputUrls[${index}]` }))
      .slice(config.inputUrls[0] === inputUrl && config.inputUrls.length > 1 ? 1 : 0)
      .map((one, index) => ({ ...one, key: `clip${index + 2}` }));
    return {
      operation: {
        op: 'merge',
        clips: [MAIN_INPUT, ...later.map(({ key }) => key)],
        width: config.width ?? null,
        height: config.height ?? null,
        fps: config.fps ?? null,
        background: config.backgroundColor,
      },
      format: config.format,
      urls: later,
    };
  },
});
