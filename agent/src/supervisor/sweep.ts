import type { WorkFolders } from '../platform/workdir.js';
import { killTree } from '../platform/process-tree.js';

/** Ends what a killed daemon left: processes that carry a folder of ours, then the folders. Returns how many there were. */
export async function sweep(folders: WorkFolders): Promise<number> {
  const left = await folders.list();
  await killTree(undefined, folders.root);
  for (const folder of left) await folders.remove(folder);
  return left.length;
}
