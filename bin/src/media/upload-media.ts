import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { basename, extname } from 'node:path';
import { Transform } from 'node:stream';
import type { FarmClient } from '../api/farm-client.js';
import type { LocalMedia } from './local-media.js';

const CONTENT_TYPES: Record<string, string> = {
  '.mp4': 'video/mp4',
  '.m4v': 'video/mp4',
  '.mov': 'video/quicktime',
  '.webm': 'video/webm',
  '.mkv': 'video/x-matroska',
  '.jpg': 'image/jpeg',
  '.jpeg': 'image/jpeg',
  '.png': 'image/png',
  '.webp': 'image/webp',
  '.gif': 'image/gif',
  '.avif': 'image/avif',
  '.svg': 'image/svg+xml',
  '.mp3': 'audio/mpeg',
  '.m4a': 'audio/mp4',
  '.aac': 'audio/aac',
  '.wav': 'audio/wav',
  '.ogg': 'audio/ogg',
  '.flac': 'audio/flac',
  '.ttf': 'font/ttf',
  '.otf': 'font/otf',
  '.woff2': 'font/woff2',
};

interface UploadTicket {
  uploadUrl: string;
  assetId: string;
  path: string;
}

/** What is uploaded, for the progress line. */
export type OnUpload = (name: string, sentBytes: number, totalBytes: number) => void;

/** Uploads every file once, however often the scene names it; answers file path -> address for the scene. */
export async function uploadMedia(
  client: FarmClient,
  media: readonly LocalMedia[],
  onUpload: OnUpload = () => undefined,
): Promise<Map<string, string>> {
  const files = new Map(media.map(({ file, kind }) => [file, kind]));
  const totals = await Promise.all([...files.keys()].map(async (file) => (await stat(file)).size));
  const total = totals.reduce((sum, size) => sum + size, 0);
  const addresses = new Map<string, string>();
  let before = 0;
  for (const [file, kind] of files) {
    const start = before;
    const name = basename(file);
    const { address, size } = await uploadFile(client, file, kind, (sent) =>
      onUpload(name, start + sent, total),
    );
    addresses.set(file, address);
    before += size;
  }
  return addresses;
}

async function uploadFile(
  client: FarmClient,
  file: string,
  kind: LocalMedia['kind'],
  onSent: (bytes: number) => void,
): Promise<{ address: string; size: number }> {
  const { size } = await stat(file);
  const name = basename(file);
  const contentType = CONTENT_TYPES[extname(file).toLowerCase()] ?? 'application/octet-stream';
  const ticket = await client.post<UploadTicket>('v1/assets/upload-url', {
    filename: name,
    type: kind,
    contentType,
    sizeBytes: size,
  });
  await client.put(ticket.uploadUrl, size, contentType, () => countedStream(file, onSent));
  const reply = await client.post<{ assetUrl: string }>('v1/assets', {
    id: ticket.assetId,
    name,
    type: kind,
    contentType,
    size_bytes: size,
    storage_key: ticket.path,
  });
  return { address: reply.assetUrl, size };
}

function countedStream(file: string, onSent: (bytes: number) => void): Transform {
  let sent = 0;
  const counter = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      sent += chunk.length;
      onSent(sent);
      done(null, chunk);
    },
  });
  const source = createReadStream(file);
  source.once('error', (error) => counter.destroy(error));
  counter.once('close', () => source.destroy());
  return source.pipe(counter);
}
