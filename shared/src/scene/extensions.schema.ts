import { z } from 'zod';

/**
 * What layers can do beyond VideoJSON (docs/api/extensions.md). Words and numbers here are decided already: dialects
 * check and translate what customers wrote.
 */

/** A number of source pixels, or a percentage of the picture's side. */
const side = z.union([z.number(), z.object({ n: z.number(), unit: z.literal('%') })]);

/** The part of the source that is used, as displayed; it is the picture for everything after it. */
export const cropSchema = z.object({ x: side, y: side, width: side, height: side });
export type Crop = z.infer<typeof cropSchema>;

/** How often media are played: sourceStart and sourceEnd say what is repeated. */
export const loopSchema = z.union([z.int().positive(), z.literal('forever')]);
export type Loop = z.infer<typeof loopSchema>;
