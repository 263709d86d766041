import { z } from 'zod';
import { LIMITS } from '../scene/index.js';
import { parseColor } from '../motion/index.js';
import { formatsOf } from './output-format.js';

const CLOCK = /^(?:(\d{1,3}):)?(\d{1,2}):(\d{1,2}(?:\.\d+)?)$/;

/** `75.5`, `"75.5"`, `"1:15.5"` and `"0:01:15.5"` are the same moment. Undefined: no time. */
function readSeconds(value: number | string): number | undefined {
  if (typeof value === 'number') return value;
  const match = CLOCK.exec(value.trim());
  if (match) return Number(match[1] ?? 0) * 3600 + Number(match[2]) * 60 + Number(match[3]);
  return /^\d+(\.\d+)?$/.test(value.trim()) ? Number(value) : undefined;
}

/** Seconds of the input, as a number or a clock text. */
export const time = z
  .union([z.number(), z.string()])
  .transform((value, context) => {
    const read = readSeconds(value);
    if (read !== undefined && read >= 0 && read <= LIMITS.maxDuration) return read;
    context.addIssue({
      code: 'custom',
      message: `must be a time from 0 to ${LIMITS.maxDuration} seconds, as a number or as "hh:mm:ss.mmm"`,
    });
    return z.NEVER;
  })
  .meta({ description: 'Seconds, as a number or as "hh:mm:ss.mmm".' });

/** Pixels of one side of a result. */
export const side = z.int().min(2).max(LIMITS.maxSide);

export const colour = z
  .string()
  .max(64)
  .refine((text) => parseColor(text) !== undefined, 'must be a CSS colour such as "#ff8800"');

export const videoFormat = z.enum(formatsOf('video')).default('mp4');

export const url = z.string().min(1).max(8192).meta({ format: 'uri' });
