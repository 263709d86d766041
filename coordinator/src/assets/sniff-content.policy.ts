const text = (bytes: Uint8Array, from: number, to: number): string =>
  String.fromCharCode(...bytes.subarray(from, to));

/** ISO base media files say what they are in the brand at byte 8. */
function fromBrand(brand: string): string {
  if (brand.startsWith('M4A')) return 'audio/mp4';
  if (brand.startsWith('avif')) return 'image/avif';
  if (/^(heic|heix|mif1)/.test(brand)) return 'image/heic';
  return brand.startsWith('qt') ? 'video/quicktime' : 'video/mp4';
}

const MAGIC: readonly (readonly [start: string, type: string])[] = [
  ['\x89PNG\r\n\x1a\n', 'image/png'],
  ['\xff\xd8\xff', 'image/jpeg'],
  ['GIF8', 'image/gif'],
  ['\x1a\x45\xdf\xa3', 'video/webm'],
  ['OggS', 'audio/ogg'],
  ['fLaC', 'audio/flac'],
  ['ID3', 'audio/mpeg'],
  ['wOFF', 'font/woff'],
  ['wOF2', 'font/woff2'],
  ['OTTO', 'font/otf'],
  ['true', 'font/ttf'],
  ['\x00\x01\x00\x00\x00', 'font/ttf'],
];

/**
 * What the first bytes of a file say it is; undefined when they say nothing. Light on purpose: the agent inspects
 * every source with ffprobe before it renders.
 */
export function sniffContent(bytes: Uint8Array): string | undefined {
  if (text(bytes, 4, 8) === 'ftyp') return fromBrand(text(bytes, 8, 12));
  if (text(bytes, 0, 4) === 'RIFF')
    return { WAVE: 'audio/wav', WEBP: 'image/webp', 'AVI ': 'video/x-msvideo' }[text(bytes, 8, 12)];
  const found = MAGIC.find(([start]) => text(bytes, 0, start.length) === start);
  if (found) return found[1];
  if (bytes[0] === 0xff && ((bytes[1] ?? 0) & 0xf6) === 0xf0) return 'audio/aac';
  if (bytes[0] === 0xff && ((bytes[1] ?? 0) & 0xe0) === 0xe0) return 'audio/mpeg';
  const start = text(bytes, 0, 256).trimStart().toLowerCase();
  return start.startsWith('<svg') || (start.startsWith('<?xml') && start.includes('<svg'))
    ? 'image/svg+xml'
    : undefined;
}
