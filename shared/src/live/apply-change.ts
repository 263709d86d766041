import type { LiveChange } from './messages.js';
import { LIVE_COLLECTION_NAMES, type LiveCollection, type LivePicture } from './picture.schema.js';

/** Events that a picture keeps. */
export const MOST_LIVE_EVENTS = 50;

/** The picture after a change; undefined: the change starts from another one, so ask for a whole picture (`look`). */
export function applyChange(picture: LivePicture, change: LiveChange): LivePicture | undefined {
  if (change.from !== picture.seq) return undefined;
  const next = { ...picture, seq: change.seq, at: change.at };
  for (const name of LIVE_COLLECTION_NAMES) Object.assign(next, { [name]: merged(picture, change, name) });
  next.events = [...picture.events, ...change.events].slice(-MOST_LIVE_EVENTS);
  return next;
}

/** What stays keeps its place, what is new comes last. */
function merged(picture: LivePicture, change: LiveChange, name: LiveCollection): { id: string }[] {
  const things = new Map<string, { id: string }>(picture[name].map((one) => [one.id, one]));
  for (const id of change.gone[name] ?? []) things.delete(id);
  for (const one of change.set[name] ?? []) things.set(one.id, one);
  return [...things.values()];
}
