import type { filter } from '../../../compiler/ffmpeg/filter-graph.js';
import { decimal } from '../../../compiler/ffmpeg/filter-graph.js';
import { MAIN_INPUT, OUTPUT_FORMATS, type Operation } from '@farm/shared/tools';
import type { Pass, ToolRun } from '../../tool-run.types.js';
import type { Bench } from '../bench.js';
import { copiesPicture, copiesSound, copyPicture, encodePicture, encodeSound } from '../codecs.js';
import { refusal } from '../refusal.js';
import { boxOf, evenSize, scaleTo, shown } from '../sizes.js';
import { toleranceOf, wholeFilm } from '../whole-film.js';

type Of<Op extends Operation['op']> = Extract<Operation, { op: Op }>;

/** Copied streams keep what the source was cut like. */
const COPY_TOLERANCE = 0.5;

interface StreamChoice {
  /** False: the picture is encoded even if it could be copied. */
  mayCopyPicture: boolean;
  withSound: boolean;
}

/** Another container: what fits into it is copied, what does not is encoded. */
export function remux(bench: Bench, { mayCopyPicture, withSound }: StreamChoice): ToolRun {
  const { format, main } = bench;
  const moving = bench.hasPicture ? bench.picture : undefined;
  const whole = wholeFilm(bench, {
    ...(moving ? { picture: shown(moving), size: evenSize(moving) } : {}),
    duration: bench.duration,
    withoutSound: !withSound,
  });
  if (!moving || !mayCopyPicture || !copiesPicture(format, moving)) return whole;
  const heard = withSound && main.sound !== null;
  const args = bench.command(
    bench.from(MAIN_INPUT),
    ['-map', '0:V:0', ...(heard ? ['-map', '0:a:0'] : []), ...copyPicture(moving.codec, format)],
    heard
      ? main.sound && copiesSound(format, main.sound)
        ? ['-c:a', 'copy']
        : encodeSound(format).args
      : [],
    bench.into(format, bench.outFile),
  );
  const { width, height, codec, fps } = moving;
  return {
    ...whole,
    passes: [bench.pass(args, bench.duration, fps)],
    encoder: 'copy',
    expected: {
      ...whole.expected,
      picture: { width, height, codec, fps },
      tolerance: COPY_TOLERANCE,
    },
  };
}

/** Converted files are for players that choke on the original: only what they all play is copied. */
export function convert(bench: Bench): ToolRun {
  if (OUTPUT_FORMATS[bench.input.plan.format].kind === 'audio') return extractAudio(bench, { bitrate: null });
  const { picture } = bench.main;
  const plain = picture !== null && /^yuvj?420p$/.test(picture.pixelFormat);
  const playable = bench.format === 'mkv' || (plain && picture.codec !== 'hevc');
  return remux(bench, { mayCopyPicture: playable, withSound: true });
}

export const mute = (bench: Bench): ToolRun => {
  void bench.picture;
  return remux(bench, { mayCopyPicture: true, withSound: false });
};

export function extractAudio(bench: Bench, { bitrate }: Pick<Of<'extract-audio'>, 'bitrate'>): ToolRun {
  const { sound } = bench.main;
  if (!sound) throw refusal('The input has no sound; use a file with an audio track.');
  const { format } = bench;
  const copied = bitrate === null && copiesSound(format, sound);
  const encode = encodeSound(format, bitrate);
  const duration = sound.duration || bench.duration;
  const args = bench.command(
    bench.from(MAIN_INPUT),
    ['-map', '0:a:0', '-vn', ...(copied ? ['-c:a', 'copy'] : encode.args)],
    bench.into(format, bench.outFile),
  );
  return {
    texts: [],
    passes: [bench.pass(args, duration)],
    encoder: copied ? 'copy' : encode.encoder,
    warnings: [],
    expected: {
      file: bench.outFile,
      format,
      picture: null,
      sound: true,
      ...(duration ? { duration } : {}),
      tolerance: copied ? COPY_TOLERANCE : toleranceOf(undefined),
    },
  };
}

export function compress(bench: Bench, { crf, targetBytes, maxHeight }: Of<'compress'>): ToolRun {
  if (!bench.hasPicture) return wholeFilm(bench, { duration: bench.duration });
  const from = bench.picture;
  const smaller = maxHeight !== null && maxHeight < from.height;
  const size = smaller ? boxOf(from, null, maxHeight) : evenSize(from);
  const picture = smaller ? scaleTo(size) : shown(from);
  const plain = wholeFilm(bench, {
    picture,
    size,
    duration: bench.duration,
    ...(crf === null ? {} : { crf }),
  });
  return targetBytes === null ? plain : toSize(bench, plain, targetBytes, picture.map(filterArg).join(','));
}

const filterArg = ({ name, options }: ReturnType<typeof filter>): string =>
  `${name}=${options.map(([key, value]) => `${key}=${value}`).join(':')}`;

/** Room for the container, and for a rate control that never hits its mark exactly. */
const SAFETY = 0.93;
const LEAST_PICTURE_BITS = 20_000;

/** Two passes with the bit rate that the size and the length leave. */
function toSize(bench: Bench, plain: ToolRun, targetBytes: number, filters: string): ToolRun {
  const { duration, format, main } = bench;
  if (duration === undefined)
    throw refusal('The length of the input is not known, so a size cannot be aimed at; give duration.');
  const bits = (targetBytes * 8 * SAFETY) / duration;
  const soundBits = main.sound ? Math.min(128_000, Math.max(32_000, bits * 0.15)) : 0;
  const pictureBits = Math.floor(bits - soundBits);
  if (pictureBits < LEAST_PICTURE_BITS)
    throw refusal(
      `config.targetSizeMb is too small for ${decimal(duration, 1)} s of video: use at least ${leastMegabytes(duration, main.sound !== null)}.`,
    );
  const rate = [
    '-b:v',
    String(pictureBits),
    '-maxrate',
    String(2 * pictureBits),
    '-bufsize',
    String(2 * pictureBits),
  ];
  const { args } = encodePicture(format, { fps: bench.picture.fps, cores: bench.input.cores });
  const video = [...withoutQuality(args), ...rate];
  const log = ['-passlogfile', bench.file('pass')];
  const picture = ['-map', '0:V:0', '-vf', filters, ...video, '-fps_mode', 'vfr'];
  const pass = (more: string[]): Pass =>
    bench.pass(bench.command(bench.from(MAIN_INPUT), picture, log, more), duration, bench.picture.fps);
  const sound = main.sound
    ? ['-map', '0:a:0', ...encodeSound(format, Math.floor(soundBits / 1000)).args]
    : [];
  return {
    ...plain,
    passes: [
      pass(['-pass', '1', '-an', '-f', 'null', '-']),
      pass(['-pass', '2', ...sound, ...bench.into(format, bench.outFile)]),
    ],
    expected: { ...plain.expected, maxBytes: targetBytes },
  };
}

function leastMegabytes(duration: number, sound: boolean): string {
  const bits = LEAST_PICTURE_BITS + (sound ? 32_000 : 0);
  return decimal(Math.ceil((bits * duration) / 8 / SAFETY / 1000) / 1000, 3);
}

/** The encoder's arguments without its constant quality, which a bit rate replaces. */
function withoutQuality(args: string[]): string[] {
  const kept: string[] = [];
  for (let i = 0; i < args.length; i += 2) {
    if (args[i] === '-crf' || args[i] === '-b:v') continue;
    kept.push(...args.slice(i, i + 2));
  }
  return kept;
}
