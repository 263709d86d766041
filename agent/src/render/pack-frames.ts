import { createWriteStream } from 'node:fs';
import { basename } from 'node:path';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { ZipFile } from 'yazl';
import { numbered } from './numbered-file.js';

/** Any fixed time: the same frames make the same bytes. */
const DATED = new Date(1980, 0, 1);

/** Numbered pictures into one zip. PNG is compressed already, so they are only put there. */
export async function packFrames(
  pattern: string,
  frames: number,
  outFile: string,
  signal?: AbortSignal,
): Promise<void> {
  const zip = new ZipFile();
  const packed = zip.outputStream as Readable;
  zip.on('error', (error: Error) => packed.destroy(error));
  for (let frame = 0; frame < frames; frame++) {
    const file = numbered(pattern, frame);
    zip.addFile(file, basename(file), { compress: false, mtime: DATED });
  }
  zip.end();
  await pipeline(packed, createWriteStream(outFile), { ...(signal ? { signal } : {}) });
}
