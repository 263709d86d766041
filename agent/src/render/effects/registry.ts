import type { BuildEffect } from './effect.types.js';
import { bloom } from './kernels/bloom.effect.js';
import { burnDissolve } from './kernels/burn-dissolve.effect.js';
import { chromaticAberration } from './kernels/chromatic-aberration.effect.js';
import { colorCorrection } from './kernels/color-correction.effect.js';
import { crtScanlines } from './kernels/crt-scanlines.effect.js';
import { datamoshSmear } from './kernels/datamosh-smear.effect.js';
import { digitalBlocks } from './kernels/digital-blocks.effect.js';
import { displacement } from './kernels/displacement.effect.js';
import { duotone } from './kernels/duotone.effect.js';
import { edgeGlow } from './kernels/edge-glow.effect.js';
import { filmGrain } from './kernels/film-grain.effect.js';
import { fisheye } from './kernels/fisheye.effect.js';
import { frostedGlass } from './kernels/frosted-glass.effect.js';
import { gaussianBlur } from './kernels/gaussian-blur.effect.js';
import { glassRefraction } from './kernels/glass-refraction.effect.js';
import { glow } from './kernels/glow.effect.js';
import { halftone } from './kernels/halftone.effect.js';
import { heatHaze } from './kernels/heat-haze.effect.js';
import { invert } from './kernels/invert.effect.js';
import { lensDistortion } from './kernels/lens-distortion.effect.js';
import { lightLeak } from './kernels/light-leak.effect.js';
import { lightRays } from './kernels/light-rays.effect.js';
import { lightSweep } from './kernels/light-sweep.effect.js';
import { liquidRipple } from './kernels/liquid-ripple.effect.js';
import { mosaicReveal } from './kernels/mosaic-reveal.effect.js';
import { motionBlur } from './kernels/motion-blur.effect.js';
import { noiseDissolve } from './kernels/noise-dissolve.effect.js';
import { pixelate } from './kernels/pixelate.effect.js';
import { prismSplit } from './kernels/prism-split.effect.js';
import { radialReveal } from './kernels/radial-reveal.effect.js';
import { rgbSplit } from './kernels/rgb-split.effect.js';
import { scanReveal } from './kernels/scan-reveal.effect.js';
import { shockwave } from './kernels/shockwave.effect.js';
import { sliceGlitch } from './kernels/slice-glitch.effect.js';
import { spinBlur } from './kernels/spin-blur.effect.js';
import { streakBlur } from './kernels/streak-blur.effect.js';
import { vhsDistortion } from './kernels/vhs-distortion.effect.js';
import { vignette } from './kernels/vignette.effect.js';
import { volumetricLight } from './kernels/volumetric-light.effect.js';
import { waveWarp } from './kernels/wave-warp.effect.js';
import { wipeMask } from './kernels/wipe-mask.effect.js';
import { zoomBlur } from './kernels/zoom-blur.effect.js';

/** Every effect by the name documents use. */
export const EFFECTS: Readonly<Record<string, BuildEffect>> = {
  bloom,
  burnDissolve,
  chromaticAberration,
  colorCorrection,
  crtScanlines,
  datamoshSmear,
  digitalBlocks,
  displacement,
  duotone,
  edgeGlow,
  filmGrain,
  fisheye,
  frostedGlass,
  gaussianBlur,
  glassRefraction,
  glow,
  halftone,
  heatHaze,
  invert,
  lensDistortion,
  lightLeak,
  lightRays,
  lightSweep,
  liquidRipple,
  mosaicReveal,
  motionBlur,
  noiseDissolve,
  pixelate,
  prismSplit,
  radialReveal,
  rgbSplit,
  scanReveal,
  shockwave,
  sliceGlitch,
  spinBlur,
  streakBlur,
  vhsDistortion,
  vignette,
  volumetricLight,
  waveWarp,
  wipeMask,
  zoomBlur,
};
