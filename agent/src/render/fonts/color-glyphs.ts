import { inflateSync } from 'node:zlib';

interface Table {
  tag: string;
  checksum: number;
  bytes: Buffer;
}

const WOFF_HEADER = 44;
const WOFF_ENTRY = 20;

/**
 * An emoji font (WOFF) as plain TrueType without its `SVG ` table. The font carries its pictures twice, as SVG and as
 * COLR; this Skia prefers the SVG ones and cannot draw them, so they have to go.
 */
export function withoutSvgGlyphs(woff: Buffer): Buffer {
  return assemble(
    woff.readUInt32BE(4),
    readTables(woff).filter((table) => table.tag !== 'SVG '),
  );
}

function readTables(woff: Buffer): Table[] {
  if (woff.toString('latin1', 0, 4) !== 'wOFF') throw new Error('The emoji font is not a WOFF file.');
  return Array.from({ length: woff.readUInt16BE(12) }, (_, i) => {
    const entry = WOFF_HEADER + WOFF_ENTRY * i;
    const [offset, packed, length] = [4, 8, 12].map((at) => woff.readUInt32BE(entry + at)) as [
      number,
      number,
      number,
    ];
    const stored = woff.subarray(offset, offset + packed);
    return {
      tag: woff.toString('latin1', entry, entry + 4),
      checksum: woff.readUInt32BE(entry + 16),
      bytes: packed < length ? inflateSync(stored) : stored,
    };
  });
}

function assemble(flavor: number, tables: Table[]): Buffer {
  const head = Buffer.alloc(12 + 16 * tables.length);
  const power = 2 ** Math.floor(Math.log2(tables.length));
  head.writeUInt32BE(flavor, 0);
  head.writeUInt16BE(tables.length, 4);
  head.writeUInt16BE(power * 16, 6);
  head.writeUInt16BE(Math.log2(power), 8);
  head.writeUInt16BE((tables.length - power) * 16, 10);
  const parts: Buffer[] = [head];
  let offset = head.length;
  tables.forEach(({ tag, checksum, bytes }, i) => {
    const entry = 12 + 16 * i;
    head.write(tag, entry, 'latin1');
    head.writeUInt32BE(checksum, entry + 4);
    head.writeUInt32BE(offset, entry + 8);
    head.writeUInt32BE(bytes.length, entry + 12);
    const padding = Buffer.alloc((4 - (bytes.length % 4)) % 4);
    parts.push(bytes, padding);
    offset += bytes.length + padding.length;
  });
  return Buffer.concat(parts);
}
