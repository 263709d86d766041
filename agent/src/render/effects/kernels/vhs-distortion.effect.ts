import type { BuildEffect } from '../effect.types.js';
import { hash, noise, tickOffset, mad32 } from '../noise.js';
import { lerp, setRgba } from '../shade.js';
import { splitChannels } from '../taps.js';

export const vhsDistortion: BuildEffect = (p, { width, height, tick }) => {
  const tracking = 0.02 * p.number('trackingAmount');
  const tear = p.number('tearAmount');
  const tearSize = p.number('tearSize');
  const bleed = 0.004 * p.number('colorBleed');
  const grain = 0.1 * p.number('noiseAmount');
  const lines = p.number('scanlineIntensity');
  const ox = tickOffset(53.17, tick, 977);
  const oy = tickOffset(71.93, tick, 991);
  return [
    (u, v, source, _original, out) => {
      let x =
        u + tracking * (2 * noise(mad32(80, v, Math.fround(17.3 * tick)), Math.fround(0.27 * tick)) - 1);
      const key = Math.floor(v / tearSize);
      if (hash(key + 0.93 * tick, 1.7 + 0.93 * tick) >= 1 - tear) x += 0.1 * tear;
      splitChannels(x, v, bleed, 0, source, out);
      const k = lerp(1, 0.5 + 0.5 * Math.cos(Math.PI * v * height), lines);
      const n = grain * (2 * hash(mad32(u, width, ox), mad32(v, height, oy)) - 1);
      setRgba(out, out.r * k + n, out.g * k + n, out.b * k + n, out.a);
    },
  ];
};
