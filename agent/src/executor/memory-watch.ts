import { groupMemory } from '../platform/process-tree.js';

/** Looks at the memory of a process group twice a second and calls once when it passes the limit. */
export function watchMemory(
  group: number,
  limitBytes: number,
  onPassed: (bytes: number) => void,
  everyMs = 500,
): () => void {
  if (limitBytes === 0) return () => undefined;
  const timer = setInterval(() => {
    const bytes = groupMemory(group);
    if (bytes <= limitBytes) return;
    clearInterval(timer);
    onPassed(bytes);
  }, everyMs);
  return () => clearInterval(timer);
}
