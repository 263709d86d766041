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

const headersSchema = z.record(z.string(), z.string());

/** One part that is still to be sent: one PUT of exactly these bytes with exactly these headers. */
const missingPartSchema = z.object({
  number: z.int().positive(),
  url: z.string(),
  headers: headersSchema,
});

/** One part that the storage has already. */
const storedPartSchema = z.object({
  number: z.int().positive(),
  etag: z.string(),
  sizeBytes: z.int().nonnegative(),
});

/**
 * Short-lived permission to write one object.
 * `hand-over`: PUT the bytes to the coordinator (local folder). `put-url`: one PUT to somebody else's server.
 * `multipart`: part n is bytes [(n-1) * partSize, n * partSize) of the file; `parts` are missing, `done` are there, both
 *   together are the whole file. The coordinator puts them together with the receipt and verifies the size.
 * `resumable`: an upload session; every chunk but the last is a multiple of 256 KiB and at most `chunkSize`.
 */
export const uploadGrantSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('hand-over'), url: z.string(), key: z.string() }),
  z.object({ kind: z.literal('put-url'), url: z.string(), key: z.string(), headers: headersSchema }),
  z.object({
    kind: z.literal('multipart'),
    key: z.string(),
    partSize: z.int().positive(),
    parts: z.array(missingPartSchema),
    done: z.array(storedPartSchema),
  }),
  z.object({
    kind: z.literal('resumable'),
    key: z.string(),
    url: z.string(),
    chunkSize: z.int().positive(),
    flavour: z.enum(['gcs', 'drive']),
  }),
]);
export type UploadGrant = z.infer<typeof uploadGrantSchema>;

/** What the storage answered to an upload: the tags of all parts (multipart), the id of the new file (Drive). */
export const uploadReceiptSchema = z.object({
  etags: z.array(z.object({ number: z.int().positive(), etag: z.string() })).optional(),
  id: z.string().optional(),
});
export type UploadReceipt = z.infer<typeof uploadReceiptSchema>;
