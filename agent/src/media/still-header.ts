/** The first bytes of a file tell a still picture's orientation, and whether it is an SVG drawing. Pure. */

/** EXIF orientation 1…8 of a JPEG; 1 when it says nothing. */
export function exifOrientation(file: Buffer): number {
  if (file.length < 4 || file.readUInt16BE(0) !== 0xffd8) return 1;
  let at = 2;
  while (at + 4 <= file.length && file[at] === 0xff) {
    const marker = file[at + 1];
    const size = file.readUInt16BE(at + 2);
    if (marker === 0xe1 && file.toString('latin1', at + 4, at + 10) === 'Exif\0\0')
      return tiffOrientation(file.subarray(at + 10, at + 2 + size));
    if (marker === 0xda || size < 2) break;
    at += 2 + size;
  }
  return 1;
}

const ORIENTATION_TAG = 0x0112;

function tiffOrientation(tiff: Buffer): number {
  if (tiff.length < 8) return 1;
  const little = tiff.toString('latin1', 0, 2) === 'II';
  const short = (at: number): number => (little ? tiff.readUInt16LE(at) : tiff.readUInt16BE(at));
  const long = (at: number): number => (little ? tiff.readUInt32LE(at) : tiff.readUInt32BE(at));
  const first = long(4);
  if (first + 2 > tiff.length) return 1;
  for (let index = 0; index < short(first); index += 1) {
    const entry = first + 2 + index * 12;
    if (entry + 12 > tiff.length) break;
    if (short(entry) !== ORIENTATION_TAG) continue;
    const value = short(entry + 8);
    return value >= 1 && value <= 8 ? value : 1;
  }
  return 1;
}

/** Clockwise degrees by which the stored picture is turned; mirrored orientations keep their turn only. */
export function orientationDegrees(orientation: number): 0 | 90 | 180 | 270 {
  if (orientation === 3 || orientation === 4) return 180;
  if (orientation === 5 || orientation === 6) return 90;
  if (orientation === 7 || orientation === 8) return 270;
  return 0;
}

/** Pixels of an SVG drawing: width and height, or its viewBox; undefined when the file is no SVG. */
export function svgSize(head: string): { width: number; height: number } | undefined {
  const tag = /<svg\b[^>]*>/i.exec(head)?.[0];
  if (!tag) return undefined;
  const side = (name: string): number =>
    Number(new RegExp(`\\b${name}\\s*=\\s*["']\\s*([0-9.]+)(px)?\\s*["']`).exec(tag)?.[1]);
  const box = /viewBox\s*=\s*["']\s*[-0-9.]+[\s,]+[-0-9.]+[\s,]+([0-9.]+)[\s,]+([0-9.]+)/.exec(tag);
  const width = side('width') || Number(box?.[1]) || 300;
  const height = side('height') || Number(box?.[2]) || 150;
  return { width: Math.max(1, Math.round(width)), height: Math.max(1, Math.round(height)) };
}
