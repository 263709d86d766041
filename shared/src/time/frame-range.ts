import { z } from 'zod';

/** Half-open range of output frames: `from` is in, `to` is not. */
export const frameRangeSchema = z.object({ from: z.int().nonnegative(), to: z.int().nonnegative() });
export type FrameRange = z.infer<typeof frameRangeSchema>;

export function frameCount(range: FrameRange): number {
  return Math.max(0, range.to - range.from);
}

export function intersect(a: FrameRange, b: FrameRange): FrameRange | undefined {
  const from = Math.max(a.from, b.from);
  const to = Math.min(a.to, b.to);
  return from < to ? { from, to } : undefined;
}
