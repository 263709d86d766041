import { CONTAINERS, type Container, type OutputSpec } from '@farm/shared/scene';

/** Nothing of the sources' own tags goes into a file. */
const UNTAGGED = ['-map_metadata', '-1', '-map_chapters', '-1'];
const FAST_START = ['-movflags', '+faststart'];
const PICTURE = ['-f', 'image2', '-update', '1'];

const MUXERS: Record<Container, readonly string[]> = {
  mp4: [...FAST_START, '-f', 'mp4'],
  webm: ['-f', 'webm'],
  mov: [...FAST_START, '-f', 'mov'],
  gif: ['-loop', '0', '-f', 'gif'],
  'png-sequence': ['-f', 'image2', '-start_number', '0'],
  png: PICTURE,
  jpeg: PICTURE,
  webp: PICTURE,
  m4a: [...FAST_START, '-f', 'ipod'],
  mp3: ['-id3v2_version', '0', '-f', 'mp3'],
  wav: ['-f', 'wav'],
};

/** The end of a command: how the streams are put into the file. */
export const containerArguments = (container: Container, outFile: string): string[] => [
  ...UNTAGGED,
  ...MUXERS[container],
  `file:${outFile}`,
];

/** What a container wants of a codec: Apple's players know HEVC by one tag only. */
export const tagArguments = ({ container, videoCodec }: OutputSpec): string[] =>
  container === 'mp4' && videoCodec === 'hevc' ? ['-tag:v', 'hvc1'] : [];

/** Clock and colour of the pictures: a film has both, a picture neither. */
export function streamArguments({ container }: OutputSpec, fps: { num: number; den: number }): string[] {
  const { kind } = CONTAINERS[container];
  if (kind === 'still') return ['-frames:v', '1'];
  const rate = ['-fps_mode', 'cfr', '-r', `${fps.num}/${fps.den}`];
  if (kind !== 'film') return rate;
  return [
    ...rate,
    ...['-colorspace', 'bt709', '-color_primaries', 'bt709', '-color_trc', 'bt709', '-color_range', 'tv'],
  ];
}
