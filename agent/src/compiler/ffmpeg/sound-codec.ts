import type { AudioCodec, OutputSpec } from '@farm/shared/scene';

type Quality = OutputSpec['quality'];

const ENCODERS: Record<AudioCodec, { name: string; rates?: Record<Quality, string> }> = {
  aac: { name: 'aac', rates: { low: '128k', medium: '192k', high: '256k' } },
  opus: { name: 'libopus', rates: { low: '96k', medium: '128k', high: '192k' } },
  mp3: { name: 'libmp3lame', rates: { low: '128k', medium: '192k', high: '320k' } },
  pcm: { name: 'pcm_s16le' },
};

/** ffmpeg's name of the encoder of a sound. */
export const soundEncoder = (codec: AudioCodec): string => ENCODERS[codec].name;

/** Options of the sound's stream: 48 kHz stereo in the output's codec. */
export function soundArguments({ audioCodec, quality }: OutputSpec): string[] {
  const { name, rates } = ENCODERS[audioCodec ?? 'aac'];
  return ['-c:a', name, ...(rates ? ['-b:a', rates[quality]] : []), '-ar', '48000', '-ac', '2'];
}
