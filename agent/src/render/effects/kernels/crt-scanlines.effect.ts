import type { BuildEffect } from '../effect.types.js';
import { lerp, mod, smoothstep, setRgba } from '../shade.js';

export const crtScanlines: BuildEffect = (p, { width }) => {
  const count = p.number('scanlineCount');
  const lines = p.number('scanlineIntensity');
  const mask = p.number('rgbMaskAmount');
  const curvature = p.number('curvature');
  const roll = p.number('brightnessRollOff');
  const flicker = p.flag('flicker');
  return [
    (u, v, source, _original, out) => {
      const x = u - 0.5;
      const y = v - 0.5;
      const bend = 1 + (x * x + y * y) * curvature;
      const pu = 0.5 + x * bend;
      const pv = 0.5 + y * bend;
      if (pu < 0 || pu > 1 || pv < 0 || pv > 1) return setRgba(out, 0, 0, 0, 0);
      const c = source.at(pu, pv);
      let k = lerp(1, 0.5 + 0.5 * Math.cos(2 * Math.PI * count * pv), lines);
      k *= 1 - roll * smoothstep(0.5, 0.95, Math.hypot(pu - 0.5, pv - 0.5));
      if (flicker) k *= 0.93 + 0.07 * Math.sin(220 * pv);
      const third = mod(Math.floor(pu * width), 3);
      const tone = (i: number) => k * lerp(1, third === i ? 1 : 0.6, mask);
      setRgba(out, c.r * tone(0), c.g * tone(1), c.b * tone(2), c.a);
    },
  ];
};
