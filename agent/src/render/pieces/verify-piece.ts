import type { FrameRange, Rational } from '@farm/shared/time';
import { ffprobe } from '../../media/ffprobe.js';
import { ffprobePackets } from '../../media/ffprobe-packets.js';
import type { Tools } from '../../media/index.js';
import { RenderFailure } from '../render-failure.js';

/** SHA-256 of the picture stream's parameter sets, as ffprobe prints it. */
export async function parameterSets(file: string, tools: Tools, signal?: AbortSignal): Promise<string> {
  const report = await ffprobe(tools.ffprobe, file, { dataHash: true, ...(signal ? { signal } : {}) });
  const hash = report.streams.find((stream) => stream.codec_type === 'video')?.extradata_hash;
  if (hash === undefined) throw broken('its picture has no parameter sets');
  return hash;
}

/**
 * Judges the clock of a file made of pieces: one packet for each frame, at its exact time, decoded in order, and a key
 * frame where each piece begins. Answers the frames that are key frames.
 */
export async function verifySeams(
  file: string,
  ranges: readonly FrameRange[],
  fps: Rational,
  tools: Tools,
  signal?: AbortSignal,
): Promise<ReadonlySet<number>> {
  const packets = await ffprobePackets(tools.ffprobe, file, signal);
  const keys = new Set<number>();
  const seen = new Set<number>();
  let decodedAt = -Infinity;
  for (const { pts, dts, key } of packets) {
    const frame = (pts * fps.num) / fps.den;
    const nearest = Math.round(frame);
    if (Math.abs(frame - nearest) > 0.01) throw broken(`a picture is at ${pts} s, between two frames`);
    if (seen.has(nearest)) throw broken(`frame ${nearest} is there twice`);
    if (dts <= decodedAt) throw broken(`frame ${nearest} is to be decoded before the one before it`);
    decodedAt = dts;
    seen.add(nearest);
    if (key) keys.add(nearest);
  }
  const frames = ranges.at(-1)?.to ?? 0;
  for (let frame = 0; frame < frames; frame++)
    if (!seen.has(frame)) throw broken(`frame ${frame} is missing`);
  const start = ranges.find(({ from }) => !keys.has(from));
  if (start) throw broken(`the piece at frame ${start.from} does not begin with a key frame`);
  return keys;
}

const broken = (what: string): RenderFailure =>
  new RenderFailure('verify-failed', `The pieces do not make one film: ${what}.`);
