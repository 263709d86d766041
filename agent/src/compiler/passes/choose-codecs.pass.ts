import type { OutputSpec } from '@farm/shared/scene';
import type { Capabilities, Engine } from '@farm/shared/wire';
import type { Encoder } from '../ffmpeg/encoders/encoder.js';
import { ENCODERS } from '../ffmpeg/encoders/index.js';
import type { EncoderChoice } from '../plan.types.js';

export interface Wanted {
  output: OutputSpec;
  width: number;
  height: number;
}

/** The encoder that every machine has (`lackOf` in probe/ffmpeg.probe.ts). */
const ALWAYS_THERE = 'libx264';

/**
 * Encoders to try for a codec and a size, preferred first: those of the asked engine (any engine when none is asked)
 * that the probe saw working, and software at the end. Empty when this machine cannot make it.
 */
export function chooseEncoders(
  capabilities: Capabilities,
  { output, width, height }: Wanted,
  engine?: Engine,
): EncoderChoice[] {
  return ENCODERS.flatMap((encoder): EncoderChoice[] => {
    const { name, engine: family, codec, smallest = 0 } = encoder;
    if (codec !== output.videoCodec || Math.min(width, height) < smallest) return [];
    if (family === 'cpu') return inSoftware(capabilities, encoder) ? [{ name, engine: family }] : [];
    if (engine !== undefined && family !== engine) return [];
    const fact = capabilities.encoders.find((one) => one.name === name && one.available);
    return fact
      ? [{ name, engine: family, ...(fact.device === undefined ? {} : { device: fact.device }) }]
      : [];
  });
}

/** The probe has a fact of each codec that hardware can make too; of the others it says only whether they work. */
function inSoftware({ encoders, makes }: Capabilities, { name, codec }: Encoder): boolean {
  if (name === ALWAYS_THERE) return true;
  const fact = encoders.find((one) => one.name === name);
  return fact ? fact.available : (makes?.cpu?.includes(codec) ?? false);
}
