import { z } from 'zod';

/**
 * Short-lived permission to read one object. `url` is absolute, or starts with `/` and is then resolved against the
 * coordinator's address *as this agent knows it* (the public address may differ).
 */
export const downloadGrantSchema = z.object({
  url: z.string(),
  sizeBytes: z.int().nonnegative().optional(),
  sha256: z.string().optional(),
});
export type DownloadGrant = z.infer<typeof downloadGrantSchema>;

/**
 * Short-lived permission to write one object.
 * `hand-over`: PUT the bytes to the coordinator (local folder). `put-url`: one PUT to somebody else's server.
 */
export const uploadGrantSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('hand-over'), url: z.string(), key: z.string() }),
  z.object({
    kind: z.literal('put-url'),
    url: z.string(),
    key: z.string(),
    headers: z.record(z.string(), z.string()),
  }),
]);
export type UploadGrant = z.infer<typeof uploadGrantSchema>;
