import type { EncoderChoice } from '../../plan.types.js';
import type { EncodeFacts, Encoder, EncoderArguments } from './encoder.js';
import { nvencEncoder } from './nvenc.encoder.js';
import { qsvEncoder } from './qsv.encoder.js';
import { softwareEncoder } from './software.encoder.js';
import { vaapiEncoder } from './vaapi.encoder.js';
import { videotoolboxEncoder } from './videotoolbox.encoder.js';

/** Preferred first. */
export const ENCODERS: readonly Encoder[] = [
  nvencEncoder,
  qsvEncoder,
  vaapiEncoder,
  videotoolboxEncoder,
  softwareEncoder,
];

export function encoderArguments(
  choice: EncoderChoice,
  facts: Omit<EncodeFacts, 'choice'>,
): EncoderArguments {
  const encoder = ENCODERS.find(({ name }) => name === choice.name) ?? softwareEncoder;
  return encoder.args({ ...facts, choice });
}

export { gopFrames } from './encoder.js';
