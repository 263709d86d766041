import { z } from 'zod';

/** What file is made. `crf` is on the x264 scale; encoders of other families map it to their own. */
export const outputSchema = z.object({
  container: z.enum(['mp4']),
  videoCodec: z.enum(['h264']),
  audioCodec: z.enum(['aac']),
  quality: z.enum(['low', 'medium', 'high']),
  crf: z.int().min(0).max(51).optional(),
});
export type OutputSpec = z.infer<typeof outputSchema>;

export const DEFAULT_OUTPUT: OutputSpec = {
  container: 'mp4',
  videoCodec: 'h264',
  audioCodec: 'aac',
  quality: 'medium',
};
