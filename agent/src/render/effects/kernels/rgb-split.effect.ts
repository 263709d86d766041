import type { BuildEffect } from '../effect.types.js';
import { hash } from '../noise.js';
import { luma, setRgba } from '../shade.js';
import { splitChannels } from '../taps.js';

export const rgbSplit: BuildEffect = (p, { tick }) => {
  const bandSize = p.number('bandSize');
  const amount = p.number('amount');
  const swing = p.number('bandOffset') * p.number('randomness');
  const axis = p.word('axis');
  const keepLuma = p.flag('preserveLuminance');
  const mx = axis === 'vertical' ? 0 : 1;
  const my = axis === 'horizontal' ? 0 : 1;
  return [
    (u, v, source, _original, out) => {
      const band = Math.floor((axis === 'vertical' ? u : v) / bandSize);
      const s = amount + swing * (2 * hash(band, 7.31 + 0.93 * tick) - 1);
      splitChannels(u, v, s * mx, s * my, source, out);
      if (!keepLuma) return;
      const now = luma(out);
      const k = now > 0 ? luma(source.at(u, v)) / now : 1;
      setRgba(out, out.r * k, out.g * k, out.b * k, out.a);
    },
  ];
};
