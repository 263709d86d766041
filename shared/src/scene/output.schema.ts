import { z } from 'zod';
import { AUDIO_CODECS, CONTAINER_NAMES, containerFacts, VIDEO_CODECS } from './output-format.js';

/** What file is made. `crf` is on the x264 scale; encoders of other families map it to their own. */
export const outputSchema = z.object({
  container: z.enum(CONTAINER_NAMES),
  /** Null: only sound. */
  videoCodec: z.enum(VIDEO_CODECS).nullable(),
  /** Null: silent. */
  audioCodec: z.enum(AUDIO_CODECS).nullable(),
  quality: z.enum(['low', 'medium', 'high']),
  crf: z.int().min(0).max(51).optional(),
  /** Stills: the scene's frame that is shown, from 0. */
  frame: z.int().nonnegative().optional(),
});
export type OutputSpec = z.infer<typeof outputSchema>;

export const DEFAULT_OUTPUT: OutputSpec = {
  container: 'mp4',
  videoCodec: 'h264',
  audioCodec: 'aac',
  quality: 'medium',
};

/**
 * What a machine must be able to make for an output, by name: container and codecs. Nothing for H.264 with AAC in MP4,
 * which every agent makes, also those from before there were other outputs.
 */
export function needsOf({ container, videoCodec, audioCodec }: OutputSpec): string[] {
  if (container === 'mp4' && videoCodec === 'h264' && audioCodec === 'aac') return [];
  return [...new Set([container, videoCodec, audioCodec])].filter((name) => name !== null);
}

/** Whether films of this output may be made in pieces, which are cut at key frames and joined by copying packets. */
export const canBeCut = ({ container, videoCodec }: OutputSpec): boolean =>
  container === 'mp4' && videoCodec === 'h264';

export const kindOf = ({ container }: OutputSpec) => containerFacts(container).kind;
