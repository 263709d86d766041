import type { MediaFacts } from '@farm/shared/scene';
import type { ProbedStream, ProbeReport } from './ffprobe.js';

const STILL_FORMATS = /(^|,)(image2|.*_pipe)($|,)/;
const STILL_CODECS = new Set(['png', 'mjpeg', 'webp', 'bmp', 'tiff', 'jpeg2000', 'jpegxl', 'av1']);
const ALPHA_FORMAT = /(^|[^a-z])(yuva|rgba|bgra|argb|abgr|ya\d|gbrap|ayuv|pal8|vuya)/;

/** ffprobe's report as media facts. `exifDegrees` turns stills; videos carry their own display matrix. */
export function reportToFacts(report: ProbeReport, exifDegrees: number): MediaFacts {
  const picture = report.streams.find(isPicture);
  const sound = report.streams.find((stream) => stream.codec_type === 'audio');
  const still = picture !== undefined && isStill(report, picture);
  const start = Number(report.format.start_time ?? 0) || 0;
  return {
    duration: still && !sound ? null : duration(report, picture ?? sound),
    video: picture ? pictureFacts(picture, still, exifDegrees, start) : null,
    audio: sound ? soundFacts(sound, start) : null,
  };
}

/** Streams without a container: ffprobe guesses their length from the bit rate, or not at all. */
const RAW_FORMATS = new Set(['mpegvideo', 'h264', 'hevc', 'm4v', 'mjpeg', 'aac', 'ac3', 'eac3', 'dts']);

/** The stream that decides a file's length, when nothing in the file says how long it is. */
export function streamOfGuessedLength(report: ProbeReport): ProbedStream | undefined {
  const picture = report.streams.find(isPicture);
  const stream = picture ?? report.streams.find(({ codec_type }) => codec_type === 'audio');
  if (!stream || (picture && isStill(report, picture))) return undefined;
  const guessed = RAW_FORMATS.has(report.format.format_name ?? '') || duration(report, stream) === 0;
  return guessed ? stream : undefined;
}

function duration(report: ProbeReport, stream: ProbedStream | undefined): number {
  const whole = Number(report.format.duration);
  const own = Number(stream?.duration);
  // The container's length counts from its first stream; a stream's own length is the surer number.
  const best = Number.isFinite(own) && own > 0 ? own : whole;
  return Number.isFinite(best) && best > 0 ? best : 0;
}

/** A picture without a size is a file that was cut off before it. */
function isPicture(stream: ProbedStream): boolean {
  return stream.codec_type === 'video' && !isCover(stream) && Boolean(stream.width && stream.height);
}

/** Album art in a music file is no video. */
function isCover(stream: ProbedStream): boolean {
  return stream.disposition?.attached_pic === 1;
}

function isStill(report: ProbeReport, stream: ProbedStream): boolean {
  const format = report.format.format_name ?? '';
  if (format === 'gif' || format === 'apng') return false;
  if (STILL_FORMATS.test(format)) return true;
  return STILL_CODECS.has(stream.codec_name ?? '') && /avif|heif/.test(format);
}

function pictureFacts(
  stream: ProbedStream,
  still: boolean,
  exifDegrees: number,
  start: number,
): NonNullable<MediaFacts['video']> {
  const rotation = still ? exifDegrees : displayRotation(stream);
  const stored = displaySize(stream);
  const turned = rotation === 90 || rotation === 270;
  return {
    width: turned ? stored.height : stored.width,
    height: turned ? stored.width : stored.height,
    fps: still ? null : rate(stream),
    codec: stream.codec_name ?? 'unknown',
    pixelFormat: stream.pix_fmt ?? 'unknown',
    rotation,
    hasAlpha:
      ALPHA_FORMAT.test(stream.pix_fmt ?? '') ||
      stream.tags?.alpha_mode === '1' ||
      stream.tags?.ALPHA_MODE === '1',
    ...(known(stream.color_space) ? { colorSpace: stream.color_space } : {}),
    ...(known(stream.color_range) ? { colorRange: stream.color_range } : {}),
    ...(known(stream.color_transfer) ? { colorTransfer: stream.color_transfer } : {}),
    startTime: Math.max(0, (Number(stream.start_time ?? 0) || 0) - start),
    still,
  };
}

function known(value: string | undefined): boolean {
  return value !== undefined && value !== 'unknown' && value !== 'unspecified';
}

/** Display size of anamorphic pictures: the width follows the sample aspect ratio, as players do. */
function displaySize(stream: ProbedStream): { width: number; height: number } {
  const width = Math.max(1, stream.width ?? 1);
  const height = Math.max(1, stream.height ?? 1);
  const [num, den] = (stream.sample_aspect_ratio ?? '1:1').split(':').map(Number);
  return num && den ? { width: Math.max(1, Math.round((width * num) / den)), height } : { width, height };
}

/** ffprobe's rotation is counter-clockwise; ours says by how much a player turns the picture clockwise. */
function displayRotation(stream: ProbedStream): number {
  const counter = stream.side_data_list?.find((side) => side.rotation !== undefined)?.rotation ?? 0;
  return (((Math.round(-counter / 90) * 90) % 360) + 360) % 360;
}

function rate(stream: ProbedStream): { num: number; den: number } | null {
  for (const text of [stream.avg_frame_rate, stream.r_frame_rate]) {
    const [num, den] = (text ?? '').split('/').map(Number);
    if (num && den && num > 0 && den > 0) return { num, den };
  }
  return null;
}

function soundFacts(stream: ProbedStream, start: number): NonNullable<MediaFacts['audio']> {
  return {
    codec: stream.codec_name ?? 'unknown',
    sampleRate: Math.max(1, Number(stream.sample_rate) || 48000),
    channels: Math.max(1, stream.channels ?? 2),
    startTime: Math.max(0, (Number(stream.start_time ?? 0) || 0) - start),
  };
}
