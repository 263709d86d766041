import { CONTAINERS } from '@farm/shared/scene';
import type { RenderPlan } from '../plan.types.js';

/** In which pixels the planes of a plan are laid over each other. */
export interface Canvas {
  rgb: boolean;
  /** Pixel format of the finished picture. */
  finished: string;
  /** Of planes without and with transparent parts. */
  opaque: string;
  alpha: string;
  /** The option `format` of the overlays. */
  overlay: string;
}

/**
 * Films are made in 4:2:0, as they are seen. What keeps every pixel (pictures, sequences, ProRes 4444) and what has a
 * palette is composed in RGB, so that coloured edges stay sharp.
 */
export function canvasOf({ output, transparent }: Pick<RenderPlan, 'output' | 'transparent'>): Canvas {
  const film = CONTAINERS[output.container].kind === 'film' && output.videoCodec !== 'prores';
  const [opaque, alpha] = film ? ['yuv420p', 'yuva420p'] : ['gbrp', 'gbrap'];
  return {
    rgb: !film,
    finished: transparent ? alpha : opaque,
    opaque,
    alpha,
    overlay: film ? 'yuv420' : 'gbrp',
  };
}
