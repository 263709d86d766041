const text = (bytes: Uint8Array, from: number, to: number): string =>
  String.fromCharCode(...bytes.subarray(from, to));

/** ISO base media files say what they are in the brand at byte 8. */
function fromBrand(brand: string): string {
  if (brand.startsWith('M4A') || brand.startsWith('M4B')) return 'audio/mp4';
  if (brand.startsWith('avi')) return 'image/avif';
  if (/^(heic|heix|mif1)/.test(brand)) return 'image/heic';
  return brand.startsWith('qt') ? 'video/quicktime' : 'video/mp4';
}

const MAGIC: readonly (readonly [start: string, type: string])[] = [
  ['\x89PNG', 'image/png'],
  ['\xff\xd8\xff', 'image/jpeg'],
  ['GIF8', 'image/gif'],
  ['II*\x00', 'image/tiff'],
  ['MM\x00*', 'image/tiff'],
  ['\x00\x00\x00\x0cJXL ', 'image/jxl'],
  ['\xff\x0a', 'image/jxl'],
  ['\x00\x00\x00\x0cjP  ', 'image/jp2'],
  ['\x00\x00\x01\x00', 'image/x-icon'],
  ['8BPS', 'image/vnd.adobe.photoshop'],
  ['\x1a\x45\xdf\xa3', 'video/webm'],
  ['\x30\x26\xb2\x75\x8e\x66\xcf\x11', 'video/x-ms-asf'],
  ['FLV', 'video/x-flv'],
  ['\x00\x00\x01\xba', 'video/mpeg'],
  ['\x00\x00\x01\xb3', 'video/mpeg'],
  ['OggS', 'audio/ogg'],
  ['fLaC', 'audio/flac'],
  ['ID3', 'audio/mpeg'],
  ['caff', 'audio/x-caf'],
  ['#!AMR', 'audio/amr'],
  ['wOFF', 'font/woff'],
  ['wOF2', 'font/woff2'],
  ['OTTO', 'font/otf'],
  ['ttcf', 'font/collection'],
  ['true', 'font/ttf'],
  ['\x00\x01\x00\x00\x00', 'font/ttf'],
  // What is none of ours, whatever it was announced as.
  ['%PDF-', 'application/pdf'],
  ['PK\x03\x04', 'application/zip'],
  ['\x1f\x8b', 'application/gzip'],
  ['\x7fELF', 'application/x-executable'],
  ['MZ', 'application/x-executable'],
];

const RIFF: Record<string, string> = { WAVE: 'audio/wav', WEBP: 'image/webp', 'AVI ': 'video/x-msvideo' };
const FORM: Record<string, string> = { AIFF: 'audio/aiff', AIFC: 'audio/aiff' };
/** Length of a packet of an MPEG transport stream; every one starts with a G. */
const TS_PACKET = 188;

/**
 * What the first bytes of a file say it is; undefined when they say nothing. Light on purpose: the agent inspects
 * every source with ffprobe before it renders.
 */
export function sniffContent(bytes: Uint8Array): string | undefined {
  if (text(bytes, 4, 8) === 'ftyp') return fromBrand(text(bytes, 8, 12));
  if (['moov', 'mdat', 'wide', 'free'].includes(text(bytes, 4, 8))) return 'video/quicktime';
  if (['RIFF', 'RF64'].includes(text(bytes, 0, 4))) return RIFF[text(bytes, 8, 12)];
  if (text(bytes, 0, 4) === 'FORM') return FORM[text(bytes, 8, 12)];
  const found = MAGIC.find(([start]) => text(bytes, 0, start.length) === start);
  return found?.[1] ?? bitmap(bytes) ?? stream(bytes) ?? drawing(bytes);
}

/** "BM", and a header of a length that there is. */
function bitmap(bytes: Uint8Array): string | undefined {
  const header = bytes[14] ?? 0;
  const known = text(bytes, 0, 2) === 'BM' && [12, 40, 52, 56, 64, 108, 124].includes(header);
  return known ? 'image/bmp' : undefined;
}

/** Streams without a header: told by how their frames begin. */
function stream(bytes: Uint8Array): string | undefined {
  const [first, second = 0, third = 0] = bytes;
  if (first === 0x47 && bytes[TS_PACKET] === 0x47) return 'video/mp2t';
  if (first === 0x0b && second === 0x77) return 'audio/ac3';
  if (first !== 0xff) return undefined;
  if ((second & 0xf6) === 0xf0) return 'audio/aac';
  const layer = (second >> 1) & 3;
  const version = (second >> 3) & 3;
  const isMpeg = (second & 0xe0) === 0xe0 && (layer === 1 || layer === 2) && version !== 1;
  return isMpeg && third >> 4 !== 15 ? 'audio/mpeg' : undefined;
}

/** SVG, after comments and a document type. HTML that holds a drawing is no drawing. */
function drawing(bytes: Uint8Array): string | undefined {
  const start = new TextDecoder('utf-8').decode(bytes.subarray(0, 4096)).trimStart().toLowerCase();
  if (!/^<(svg|\?xml|!--|!doctype svg)/.test(start)) return undefined;
  return /<svg[\s>]/.test(start) && !/<html[\s>]/.test(start) ? 'image/svg+xml' : undefined;
}
