import { SAFE } from '../compiler/index.js';
import { runChild } from '../platform/child-process.js';
import { UnreadableMedia } from './ffprobe.js';

/** One packet of the picture stream; times in seconds. */
export interface PicturePacket {
  pts: number;
  dts: number;
  key: boolean;
}

/** The packets of a file's picture stream, in the order in which they are decoded. */
export async function ffprobePackets(
  program: string,
  path: string,
  signal?: AbortSignal,
): Promise<PicturePacket[]> {
  const { code, stdout } = await runChild({
    program,
    args: [
      ...[
        '-v',
        'error',
        ...SAFE,
        '-select_streams',
        'v:0',
        '-show_entries',
        'packet=pts_time,dts_time,flags',
      ],
      ...['-of', 'csv=p=0', '-i', `file:${path}`],
    ],
    ...(signal ? { signal } : {}),
  });
  signal?.throwIfAborted();
  if (code !== 0) throw new UnreadableMedia('its packets cannot be read');
  return stdout
    .toString('utf8')
    .trim()
    .split('\n')
    .map((line) => {
      const [pts = '', dts = '', flags = ''] = line.split(',');
      return { pts: Number(pts), dts: Number(dts), key: flags.startsWith('K') };
    });
}
