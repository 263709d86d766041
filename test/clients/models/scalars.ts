import { z } from 'zod';

/**
 * The values that the generated SDKs read, as strictly as the strictest of them: Python takes no 33.0 or "5" where a
 * whole number is declared, .NET holds whole numbers in 32 bits and takes null only where the model says so.
 */
export const id = z.uuid();
export const time = z.iso.datetime({ precision: 3 });
export const text = z.string();
export const whole = z.int32();
export const amount = z.number();
/** Clients fetch it as it is: a relative one makes Node throw. */
export const address = z.url({ protocol: /^https?$/ });
export const anything = z.record(z.string(), z.unknown());

/** .NET throws on a null that is not declared: absent is not null. */
export const maybe = <T extends z.ZodType>(type: T) => type.nullable().optional();

/** A page of a list: `{<name>: [...], total, page, limit, totalPages}`. */
export const pageOf = <T extends z.ZodType>(name: string, item: T) =>
  z.object({ [name]: z.array(item), total: whole, page: whole, limit: whole, totalPages: whole });

export const deletedOne = z.object({ id: text, deleted: z.literal(true) });
export const deletedMany = z.object({ deleted: z.array(text), count: whole });
export const success = z.object({ success: z.literal(true) });
export const tested = z.object({ success: z.boolean(), error: maybe(text) });

/** Every answer of 4xx and 5xx: `error` is shown to people, `details` is never a list. */
export const problem = z.object({
  error: text.min(1),
  message: text.optional(),
  details: anything.optional(),
});
