import type { Rect } from '@farm/shared/geometry';
import type { SKRSContext2D } from '@napi-rs/canvas';
import type { DrawState } from '../../compiler/frames/draw-state.types.js';
import type { Buffers } from '../effects/run-effects.js';
import type { LayerBox, Size } from './box/layer-box.js';
import type { Projection } from './depth/projection.js';
import type { Rasters } from './depth/rasters.js';
import type { Matrix } from './matrix.js';
import type { PaintResources } from './painter.types.js';
import type { PixelWriter } from './pixels.js';
import type { Sprites } from './sprites.js';
import type { Surfaces } from './surfaces.js';
import type { SetText, Typesetter } from './text/typesetter.js';

/** What the parts of a painter share. */
export interface PaintScope {
  canvas: Size;
  resources: PaintResources;
  typesetter: Typesetter;
  surfaces: Surfaces;
  sprites: Sprites;
  rasters: Rasters;
  /** Premultiplied pixels of the whole canvas. */
  buffers: Buffers;
  writer: PixelWriter;
  /** Draws layers bottom to top; the corner of `view` lies on (0, 0) of the context. Groups call it for their children. */
  paintLayers(ctx: SKRSContext2D, layers: readonly Laid[], view: Rect): void;
}

/** A layer with its geometry decided. */
export interface Laid {
  state: DrawState;
  box: LayerBox;
  /** From the border box to the canvas; of no use when there is a projection. */
  matrix: Matrix;
  /** Only for layers that a canvas transform cannot draw. */
  projection: Projection | undefined;
  text: SetText | undefined;
  /** Size of a picture's source. */
  natural: Size;
  children: Laid[];
  /** What the layer's own painting touches in its border box's space, before filters. */
  ink: Rect;
  /** Whole canvas pixels that it may touch, filters included; unclipped. */
  reach: Rect;
  /** The same after its effects: they may touch the whole canvas. */
  bounds: Rect;
}
