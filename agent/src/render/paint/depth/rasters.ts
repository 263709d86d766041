import type { Raster } from './warp.js';

/** Bytes that the rasters of a painter may hold together. */
const MOST_BYTES = 256 * 1024 * 1024;

/** Remembers the last raster of each layer that is turned in space. */
export class Rasters {
  private readonly kept = new Map<string, { key: string; raster: Raster }>();

  get(id: string, key: string, draw: () => Raster): Raster {
    const last = this.kept.get(id);
    const raster = last?.key === key ? last.raster : draw();
    this.kept.delete(id);
    this.kept.set(id, { key, raster });
    this.shrink();
    return raster;
  }

  private shrink(): void {
    let bytes = 0;
    for (const { raster } of this.kept.values()) bytes += raster.data.length;
    for (const [id, { raster }] of this.kept) {
      if (bytes <= MOST_BYTES || this.kept.size === 1) return;
      this.kept.delete(id);
      bytes -= raster.data.length;
    }
  }
}
