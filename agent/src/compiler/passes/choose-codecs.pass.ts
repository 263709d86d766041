import type { Capabilities, Engine } from '@farm/shared/wire';
import { ENCODERS } from '../ffmpeg/encoders/index.js';
import type { EncoderChoice } from '../plan.types.js';

/**
 * Encoders to try, preferred first: those of the asked engine (any engine when none is asked) that the probe saw
 * working, and x264 at the end of every list.
 */
export function chooseEncoders(capabilities: Capabilities, engine?: Engine): EncoderChoice[] {
  return ENCODERS.flatMap(({ name, engine: family }): EncoderChoice[] => {
    if (family === 'cpu') return [{ name, engine: family }];
    if (engine !== undefined && family !== engine) return [];
    const fact = capabilities.encoders.find((encoder) => encoder.name === name && encoder.available);
    return fact
      ? [{ name, engine: family, ...(fact.device === undefined ? {} : { device: fact.device }) }]
      : [];
  });
}
