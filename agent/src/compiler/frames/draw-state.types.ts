import type { Color } from '@farm/shared/motion';
import type { JoinStyle, TimedLayer } from '@farm/shared/scene';

/** Everything that decides the pixels of one layer at one frame; lengths are output pixels, angles degrees. */
export interface DrawState {
  /** Names the layer inside its painter; caches hang on it. */
  id: string;
  timed: TimedLayer;
  /** Equal keys of one id mean equal pixels. */
  key: string;
  opacity: number;
  blend: string;
  placement: Placement;
  box: BoxStyle;
  filters: Filters;
  content: Content;
  /** In their order; each acts on the whole canvas with the layer alone on it. */
  effects: EffectState[];
}

/** One effect with its parameters decided: lengths in pixels, angles in radians, colours straight. */
export interface EffectState {
  name: string;
  params: Record<string, number | boolean | string | Color>;
  /** Second on the clock of the layer's container; only for effects that change with time. */
  time?: number;
}

export interface Placement {
  /**
   * Where the anchor rests once transitions are over, when it rests on one spot at its own size; it is moved to whole
   * pixels there, as browsers do, so that edges and letters are crisp.
   */
  rest: { x: number; y: number } | undefined;
  /** Where the anchor lands, in pixels; z towards the viewer. */
  x: number;
  y: number;
  z: number;
  /** Fractions of the border box; the third is pixels. */
  anchor: [number, number, number];
  scale: [number, number, number];
  rotation: { x: number; y: number; z: number };
  /** Viewing distance of the layer's own perspective, pixels. */
  perspective: number;
}

/** A length that may still need the box: a percentage of it. */
export interface BoxLength {
  px: number;
  percent: number;
}

/** Top, right, bottom, left; for radii: corners clockwise from the top left. */
export type Four<T> = [T, T, T, T];

export interface Stroke {
  style: string;
  color: string;
}

export interface BoxStyle {
  background: string | undefined;
  padding: Four<number>;
  border: Stroke & { widths: Four<number> };
  /** The border lies inside the given size. */
  innerBorder: boolean;
  radii: Four<BoxLength>;
  shadow: { color: string; x: number; y: number; blur: number; spread: number } | undefined;
  outline: (Stroke & { width: number; offset: number }) | undefined;
  /** The size never changes, so it may be rounded to whole pixels. */
  steady: boolean;
}

export interface Filters {
  blur: number;
  brightness: number;
  contrast: number;
  grayscale: number;
  hueRotate: number;
  invert: number;
  saturate: number;
  sepia: number;
}

export interface TextContent {
  kind: 'text';
  text: string;
  fontPx: number;
  family: string;
  weight: number;
  italic: boolean;
  color: string;
  align: 'left' | 'right' | 'center' | 'justify';
  verticalAlign: 'top' | 'middle' | 'bottom';
  lineHeight: number;
  letterSpacing: number;
  wordSpacing: number;
  indent: number;
  decoration: 'none' | 'underline' | 'overline' | 'line-through';
  rtl: boolean;
  wrap: boolean;
  /** Baselines may be rounded to whole pixels. */
  steady: boolean;
  /** Content is never wider than this, pixels. */
  maxWidth: number;
  stroke: { width: number; color: string } | undefined;
  shadow: { color: string; x: number; y: number; blur: number } | undefined;
}

export interface PictureContent {
  kind: 'picture';
  /** A source of the scene; for stills what the painter's store knows it by. */
  source: string;
  /** Source second for videos; undefined for stills. */
  sourceTime: number | undefined;
  fit: 'contain' | 'cover' | 'fill';
  /** ILVE's own box: the picture is cropped to it. */
  width: number | undefined;
  height: number | undefined;
  cornerRadius: number;
}

export interface ShapeContent {
  kind: 'shape';
  shape: 'rectangle' | 'ellipse' | 'polygon' | 'star';
  width: number;
  height: number;
  fill: string | undefined;
  stroke:
    | {
        width: number;
        color: string;
        /** How far the middle of the stroke lies inside the edge. */
        inset: number;
        dash: number;
        gap: number;
        join: 'miter' | 'round' | 'bevel';
      }
    | undefined;
  cornerRadius: number;
  sides: number;
  innerRadius: number;
}

export interface GroupContent {
  kind: 'group';
  /** Children on the group's local clock, in paint order. */
  children: DrawState[];
  /** Equal keys mean equal surfaces. */
  childrenKey: string;
  /** The children are two pictures, one turning into the other. */
  join?: JoinState;
}

export interface JoinState {
  style: JoinStyle;
  /** 1 shows only the picture that goes, 0 only the one that comes. */
  progress: number;
  /** Children of the picture that goes: the first ones. */
  going: number;
}

export type Content = TextContent | PictureContent | ShapeContent | GroupContent;
