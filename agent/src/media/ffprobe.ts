import { z } from 'zod';
import { SAFE } from '../compiler/index.js';
import { runChild } from '../platform/child-process.js';

const text = z.string().optional();

const streamSchema = z.object({
  index: z.int(),
  codec_type: text,
  codec_name: text,
  profile: text,
  pix_fmt: text,
  width: z.int().optional(),
  height: z.int().optional(),
  coded_width: z.int().optional(),
  sample_aspect_ratio: text,
  avg_frame_rate: text,
  r_frame_rate: text,
  start_time: text,
  duration: text,
  nb_read_packets: text,
  color_space: text,
  color_range: text,
  color_transfer: text,
  color_primaries: text,
  sample_rate: text,
  channels: z.int().optional(),
  extradata_hash: text,
  disposition: z.record(z.string(), z.number()).optional(),
  tags: z.record(z.string(), z.string()).optional(),
  side_data_list: z.array(z.looseObject({ rotation: z.number().optional() })).optional(),
});
export type ProbedStream = z.infer<typeof streamSchema>;

const reportSchema = z.object({
  streams: z.array(streamSchema).default([]),
  format: z
    .object({ format_name: text, duration: text, start_time: text })
    .default({ format_name: undefined, duration: undefined, start_time: undefined }),
});
export type ProbeReport = z.infer<typeof reportSchema>;

export interface ProbeOptions {
  countPackets?: boolean;
  /** Digests of the streams' parameter sets. */
  dataHash?: boolean;
  signal?: AbortSignal;
}

/** ffprobe could not read the file; `message` is ffprobe's own last line. */
export class UnreadableMedia extends Error {
  constructor(reason: string) {
    super(reason);
    this.name = 'UnreadableMedia';
  }
}

/** What ffprobe says of a local file. Nothing else is ever opened, whatever the file says: see SAFE. */
export async function ffprobe(
  program: string,
  path: string,
  options: ProbeOptions = {},
): Promise<ProbeReport> {
  const counting = options.countPackets ? ['-count_packets'] : [];
  const output = await runChild({
    program,
    args: [
      ...['-v', 'error', ...SAFE],
      ...counting,
      ...(options.dataHash ? ['-show_data_hash', 'sha256'] : []),
      ...['-show_streams', '-show_format', '-of', 'json', '-i', `file:${path}`],
    ],
    ...(options.signal ? { signal: options.signal } : {}),
  });
  options.signal?.throwIfAborted();
  if (output.code !== 0) throw new UnreadableMedia(lastLine(output.stderr, path));
  return reportSchema.parse(JSON.parse(output.stdout.toString('utf8')));
}

/** ffmpeg's words for a format that SAFE leaves out: playlists above all. */
const NOT_SAFE = /Format not on whitelist/;

/** The last line of stderr, without the path, which is the agent's own affair. */
function lastLine(stderr: string, path: string): string {
  if (NOT_SAFE.test(stderr)) return 'its format is a playlist or another one that is not taken';
  const line = stderr.trim().split('\n').at(-1) ?? '';
  return (
    line
      .replaceAll(`file:${path}`, '')
      .replaceAll(path, '')
      .replace(/^[:\s]+/, '') || 'it cannot be read'
  );
}
