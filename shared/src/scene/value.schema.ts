import { z } from 'zod';

/** A number with a unit that is not the property's plain number: `{ n: 12, unit: 'px' }`. */
export const lengthSchema = z.object({ n: z.number(), unit: z.enum(['em', 'px', '%', 'deg']) });
export type Length = z.infer<typeof lengthSchema>;

/**
 * What a property may hold once a dialect has normalised it:
 * a plain number (unitless, or in the property's first unit), a number with another unit, a list of either
 * (vectors and four-sided values), a colour or word, or a switch.
 */
export const propertyValueSchema = z.union([
  z.number(),
  z.boolean(),
  z.string(),
  lengthSchema,
  z.array(z.union([z.number(), lengthSchema])),
]);
export type PropertyValue = z.infer<typeof propertyValueSchema>;

/** The five named easings of VideoJSON, and `cubic-bezier(a,b,c,d)` as our extension. */
export const easingSchema = z.union([
  z.enum(['step', 'linear', 'easeIn', 'easeOut', 'easeInOut']),
  z.string().regex(/^cubic-bezier\([^)]+\)$/),
]);
export type Easing = z.infer<typeof easingSchema>;

/** `time` is in seconds of the layer's source time (videojson.md 2.1); `easing` rules the segment that leaves this keyframe. */
export const keyframeSchema = z.object({
  time: z.number(),
  value: propertyValueSchema,
  easing: easingSchema.optional(),
});
export type Keyframe = z.infer<typeof keyframeSchema>;

/** Keyframes of one property, sorted by time, at least one. */
export const animationSchema = z.object({ property: z.string(), keyframes: z.array(keyframeSchema).min(1) });
export type Animation = z.infer<typeof animationSchema>;
