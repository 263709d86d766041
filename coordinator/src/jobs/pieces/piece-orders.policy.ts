import { engineSchema, type Engine, type ResultOf, type WorkResult } from '@farm/shared/wire';
import { frameCount } from '@farm/shared/time';
import type { Job, OrderKind, WorkOrder } from '../job.types.js';
import { freshOrder } from '../whole-or-chunks.policy.js';

/** Orders of a film that is made in pieces, beside `whole`. */
export const DIVIDED_KINDS = ['plan', 'chunk', 'audio', 'stitch'] as const satisfies readonly OrderKind[];
export const isDivided = (kind: OrderKind): boolean => (DIVIDED_KINDS as readonly OrderKind[]).includes(kind);
/** Kinds whose result is a file that is kept and joined. */
export const isPiece = (kind: OrderKind): kind is 'chunk' | 'audio' => kind === 'chunk' || kind === 'audio';

/** What an earlier render left: results by key. */
export type Kept = ReadonlyMap<string, ResultOf<'chunk' | 'audio'>>;

/** The pieces of a film, once it is cut. Those that an earlier render made are done already. */
export function pieceOrders(
  job: Job,
  plan: ResultOf<'plan'>,
  encoder: Engine,
  kept: Kept,
  newId: () => string,
  at: Date,
): WorkOrder[] {
  const only = engineSchema.options.filter((engine) => engine !== encoder);
  const chunks = plan.pieces.map(({ range, key }) => ({
    ...freshOrder(job, newId(), 'chunk', { key, range }, frameCount(range)),
    excludedEngines: only,
  }));
  const sound = plan.sound ? [freshOrder(job, newId(), 'audio', { key: plan.sound.key })] : [];
  return [...chunks, ...sound].map((order) => {
    const result = kept.get(order.payload.key ?? '');
    const ready = { ...order, notBefore: at };
    return result
      ? { ...ready, state: 'done' as const, result, payload: { ...order.payload, cached: true } }
      : ready;
  });
}

export const stitchOrder = (job: Job, id: string, at: Date): WorkOrder => ({
  ...freshOrder(job, id, 'stitch'),
  notBefore: at,
});

/** The film in one piece after all, when its pieces came to nothing. */
export const wholeInstead = (job: Job, id: string, at: Date): WorkOrder => ({
  ...freshOrder(job, id, 'whole'),
  notBefore: at,
});

/** Chunks in the order of the film. */
export function inOrder(orders: readonly WorkOrder[]): WorkOrder[] {
  const from = ({ payload }: WorkOrder): number => payload.range?.from ?? 0;
  return orders
    .filter(({ kind, state }) => kind === 'chunk' && state !== 'cancelled')
    .sort((a, b) => from(a) - from(b));
}

/** Frames of the pieces that are done. */
export const framesDone = (orders: readonly WorkOrder[]): number =>
  inOrder(orders)
    .filter(({ state }) => state === 'done')
    .reduce((sum, { payload }) => sum + (payload.range ? frameCount(payload.range) : 0), 0);

/** Why a piece does not join one that is there already: its parameter sets differ. It is made again, on another agent. */
export const odd = (result: ResultOf<'chunk'>, other: WorkResult | null | undefined): string | undefined =>
  other?.kind === 'chunk' && other.parameterSets !== result.parameterSets
    ? 'The piece was encoded otherwise than its neighbours and cannot be joined to them.'
    : undefined;

/** Of kept pieces those that can be joined to each other: the most with equal parameter sets, and all sound. */
export function alikeOnly(kept: Kept): Kept {
  const count = new Map<string, number>();
  for (const piece of kept.values())
    if (piece.kind === 'chunk') count.set(piece.parameterSets, (count.get(piece.parameterSets) ?? 0) + 1);
  const [usual] = [...count].sort(([, a], [, b]) => b - a)[0] ?? [];
  return new Map([...kept].filter(([, piece]) => piece.kind === 'audio' || piece.parameterSets === usual));
}
