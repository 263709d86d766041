/** The inputs of one command, in order; their numbers are what the graph's labels are made of. */
export class Inputs {
  private readonly list: string[][] = [];

  /** A local file; `options` stand before its `-i`. */
  file(path: string, options: string[] = []): number {
    return this.push([...SAFE, ...options, '-i', `file:${path}`]);
  }

  /** A painted plane: a live Matroska stream on a pipe of its own. */
  pipe(fd: number): number {
    const probing = ['-probesize', '32', '-analyzeduration', '0', '-thread_queue_size', '4'];
    return this.push(['-f', 'matroska', ...probing, '-i', `pipe:${fd}`]);
  }

  args(): string[] {
    return this.list.flat();
  }

  private push(args: string[]): number {
    this.list.push(args);
    return this.list.length - 1;
  }
}

/**
 * Containers that hold their own media. Playlists (hls, dash, concat) are not among them: they would make ffmpeg open
 * other files of the machine. `image2` is what ffmpeg takes for a file named *.jpg that is used in place.
 */
export const FORMATS = [
  ...[
    'mov',
    'mp4',
    'm4a',
    '3gp',
    '3g2',
    'mj2',
    'matroska',
    'webm',
    'avi',
    'mpegts',
    'mpeg',
    'mpegvideo',
    'flv',
  ],
  ...[
    'asf',
    'ogg',
    'wav',
    'w64',
    'aiff',
    'au',
    'caf',
    'mp3',
    'aac',
    'ac3',
    'eac3',
    'flac',
    'amr',
    'dts',
    'ivf',
  ],
  ...['mxf', 'nut', 'dv', 'm4v', 'h264', 'hevc', 'mjpeg', 'rm', 'gif', 'apng', 'png_pipe', 'jpeg_pipe'],
  ...[
    'webp_pipe',
    'bmp_pipe',
    'tiff_pipe',
    'gif_pipe',
    'jpegxl_pipe',
    'j2k_pipe',
    'qoi_pipe',
    'svg_pipe',
    'webp',
    'image2',
  ],
].join(',');

/** Only local bytes, and only in formats that lead nowhere else. */
export const SAFE = ['-protocol_whitelist', 'file,pipe', '-format_whitelist', FORMATS];
