import { z } from 'zod';

const sha256 = z.string().regex(/^[0-9a-f]{64}$/);

/** One file of the archive. Paths are relative, with `/`. */
const fileSchema = z.object({ path: z.string().min(1), sizeBytes: z.int().nonnegative(), sha256 });
const tableSchema = z.object({ name: z.string(), columns: z.array(z.string()).min(1), path: z.string() });

/** `manifest.json`, the last file of the archive: one that is cut short has none. */
export const manifestSchema = z.object({
  format: z.literal('framefarm-backup'),
  /** Raised when an older framefarm could not read it any more. */
  formatVersion: z.literal(1),
  /** Version of framefarm that wrote it. */
  version: z.string(),
  /** The moment that the rows are of. */
  createdAt: z.iso.datetime(),
  /** Where the farm kept its files; those of a bucket are not in the archive. */
  storage: z.enum(['local', 's3']),
  /** Migrations that its tables have, by name. */
  migrations: z.array(z.string()).min(1),
  tables: z.array(tableSchema),
  /** Next values of counters. */
  sequences: z.array(z.object({ name: z.string(), value: z.string() })),
  files: z.array(fileSchema),
});

export type Manifest = z.infer<typeof manifestSchema>;
export type ArchivedFile = z.infer<typeof fileSchema>;
export type ArchivedTable = z.infer<typeof tableSchema>;

export const MANIFEST = 'manifest.json';
export const DATABASE_FOLDER = 'database';
export const FILES_FOLDER = 'files';
/** Beside the database and the files; without `secret.key` sealed secrets cannot be opened. */
export const SECRET_FILES = ['secret.key', 'join-token', 'admin-secret', 'credentials.json'];
