import type { Layer, VideoLayer } from '@farm/shared/scene';
import type { LayerReader } from './layer-reader.js';
import type { Problems } from './problems.js';
import type { SourceTable } from './sources.js';

/** What every part of one translation shares. */
export interface Translation {
  problems: Problems;
  sources: SourceTable;
  /** Frames a second, for times such as "45f". */
  fps: number;
  width: number;
  height: number;
  /** Layers of all levels and keyframes so far, against hostile documents. */
  count: { layers: number; keyframes: number };
}

/** What every kind of layer has, ready to be spread into it. */
export type LayerBase = Omit<Extract<Layer, { kind: 'text' }>, 'kind'> & Extensions;

/** What a layer may have beyond VideoJSON (docs/api/extensions.md), whatever its kind. */
export type Extensions = Pick<VideoLayer, 'hold' | 'crop' | 'loop'>;

export interface ElementInput {
  reader: LayerReader;
  base: LayerBase;
  translation: Translation;
}
