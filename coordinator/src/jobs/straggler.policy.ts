/** One chunk of a divided job, as far as its speed goes. */
export interface Chunk {
  orderId: string;
  /** Frames, so that a short last chunk is not compared with whole ones. */
  frames: number;
  state: 'waiting' | 'running' | 'done';
  /** Seconds that it took, or has taken so far; 0 while it waits. */
  seconds: number;
  /** It is already tried a second time. */
  doubled: boolean;
}

/** Times the median of its siblings after which a chunk is called a straggler. */
const SLOWER = 2;
/** Fewer finished siblings say nothing about what is usual. */
const LEAST_DONE = 3;
/** A chunk that ends soon is faster than a second try that must begin. */
const LEAST_SECONDS = 5;

/**
 * The chunk that deserves a second try on an idle slot: the one that is furthest behind among those that have taken
 * more than twice what their finished siblings took for as many frames. Never while other chunks wait for that slot.
 * Undefined: none. The first valid result wins, the token decides (lease.policy).
 */
export function straggler(chunks: readonly Chunk[], idleSlots: number): string | undefined {
  if (idleSlots < 1 || chunks.some(({ state }) => state === 'waiting')) return undefined;
  const usual = median(chunks.filter(({ state }) => state === 'done').map(pace));
  if (usual === undefined) return undefined;
  const late = chunks
    .filter(({ state, doubled, seconds }) => state === 'running' && !doubled && seconds >= LEAST_SECONDS)
    .filter((chunk) => pace(chunk) > SLOWER * usual)
    .sort((a, b) => pace(b) - pace(a));
  return late[0]?.orderId;
}

/** Seconds a frame. */
const pace = ({ seconds, frames }: Chunk): number => seconds / Math.max(1, frames);

function median(paces: number[]): number | undefined {
  if (paces.length < LEAST_DONE) return undefined;
  const sorted = [...paces].sort((a, b) => a - b);
  const half = Math.floor(sorted.length / 2);
  const [below = 0, above = 0] = [sorted[half - 1], sorted[half]];
  return sorted.length % 2 === 1 ? above : (below + above) / 2;
}
