import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Ledger } from './ledger.js';

/**
 * Files of results that nobody published and nobody knows of. A file of an ended attempt may still be there for a
 * while (a lost agent may be writing), but then the ledger knows that it must be deleted.
 */
export async function unknownFiles(ledger: Ledger, dataDir: string): Promise<string[]> {
  const rows = await ledger.query<{ key: string }>(`
    SELECT outputs->'master'->>'key' AS key FROM jobs WHERE outputs IS NOT NULL
    UNION ALL SELECT storage_key FROM pieces
    UNION ALL SELECT unnest(upload_keys) FROM attempts WHERE state IN ('failed', 'refused', 'cancelled')`);
  const known = new Set(rows.map(({ key }) => key));
  const root = join(dataDir, 'files');
  return filesBelow(root, 'outputs').filter((key) => !known.has(key));
}

/** Writes that were begun and never finished. */
export const unfinishedFiles = (dataDir: string): string[] => filesBelow(join(dataDir, 'files'), '.incoming');

function filesBelow(root: string, folder: string): string[] {
  try {
    return readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name).slice(root.length + 1));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}
