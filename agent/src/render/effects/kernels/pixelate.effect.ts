import type { BuildEffect } from '../effect.types.js';
import { lerp, setRgba } from '../shade.js';

export const pixelate: BuildEffect = (p, { width, height }) => {
  const cellX = p.number('pixelSize');
  const cellY = cellX / p.number('pixelAspect');
  const mix = p.number('mix');
  const centre = p.flag('snapToIntegerPixels') ? 0 : 0.5;
  return [
    (u, v, source, _original, out) => {
      const cu = ((Math.floor((u * width) / cellX) + centre) * cellX) / width;
      const cv = ((Math.floor((v * height) / cellY) + centre) * cellY) / height;
      const { r, g, b, a } = source.at(cu, cv);
      source.at(u, v);
      setRgba(
        out,
        lerp(source.r, r, mix),
        lerp(source.g, g, mix),
        lerp(source.b, b, mix),
        lerp(source.a, a, mix),
      );
    },
  ];
};
