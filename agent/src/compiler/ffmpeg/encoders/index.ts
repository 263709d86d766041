import type { EncoderChoice } from '../../plan.types.js';
import { aomEncoder, svtAv1Encoder } from './av1.encoder.js';
import type { EncodeFacts, Encoder, EncoderArguments } from './encoder.js';
import { gifEncoder } from './gif.encoder.js';
import { x265Encoder } from './hevc.encoder.js';
import { nvencEncoders } from './nvenc.encoder.js';
import { proresEncoder } from './prores.encoder.js';
import { qsvEncoders } from './qsv.encoder.js';
import { softwareEncoder } from './software.encoder.js';
import { jpegEncoder, pngEncoder, webpEncoder } from './still.encoder.js';
import { vaapiEncoders } from './vaapi.encoder.js';
import { videotoolboxEncoders } from './videotoolbox.encoder.js';
import { vp9Encoder } from './vp9.encoder.js';

/** Preferred first. */
export const ENCODERS: readonly Encoder[] = [
  ...nvencEncoders,
  ...qsvEncoders,
  ...vaapiEncoders,
  ...videotoolboxEncoders,
  softwareEncoder,
  x265Encoder,
  svtAv1Encoder,
  aomEncoder,
  vp9Encoder,
  proresEncoder,
  gifEncoder,
  pngEncoder,
  jpegEncoder,
  webpEncoder,
];

export function encoderArguments(
  choice: EncoderChoice,
  facts: Omit<EncodeFacts, 'choice'>,
): EncoderArguments {
  const encoder = ENCODERS.find(({ name }) => name === choice.name) ?? softwareEncoder;
  return encoder.args({ ...facts, choice });
}

export { gopFrames } from './encoder.js';
