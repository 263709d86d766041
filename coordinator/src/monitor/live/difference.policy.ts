import {
  LIVE_COLLECTION_NAMES,
  type LiveChange,
  type LiveCollection,
  type LivePicture,
} from '@farm/shared/live';

/** What leads from one picture to a later one of the same scope; undefined: they show the same. */
export function difference(before: LivePicture, after: LivePicture): LiveChange | undefined {
  const set: Record<string, { id: string }[]> = {};
  const gone: Record<string, string[]> = {};
  for (const name of LIVE_COLLECTION_NAMES) {
    const [put, removed] = collectionDifference(before, after, name);
    if (put.length > 0) set[name] = put;
    if (removed.length > 0) gone[name] = removed;
  }
  const known = new Set(before.events.map(({ id }) => id));
  const events = after.events.filter(({ id }) => !known.has(id));
  if (Object.keys(set).length + Object.keys(gone).length + events.length === 0) return undefined;
  return { from: before.seq, seq: after.seq, at: after.at, set: set as LiveChange['set'], gone, events };
}

function collectionDifference(
  before: LivePicture,
  after: LivePicture,
  name: LiveCollection,
): [{ id: string }[], string[]] {
  const old = new Map(before[name].map((one) => [one.id, JSON.stringify(one)]));
  const put = after[name].filter((one) => old.get(one.id) !== JSON.stringify(one));
  const now = new Set(after[name].map(({ id }) => id));
  return [put, [...old.keys()].filter((id) => !now.has(id))];
}
