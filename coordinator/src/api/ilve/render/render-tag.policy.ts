/** What a caller saw of a render, as its entity tag says it. */
export interface SeenState {
  state: string;
  stage: string;
}

const TAG = /^(?:W\/)?"([a-z]+)\.([a-z-]+)\.[\w-]+"$/;

/** Weak: the same facts with other signatures in their addresses are the same render. */
export const renderTag = ({ state, stage }: SeenState, hash: string): string =>
  `W/"${state}.${stage}.${hash}"`;

/** Whether If-None-Match names the tag; weak comparison, as the header asks. */
export function hasTag(header: string | undefined, tag: string): boolean {
  const opaque = (text: string): string => text.trim().replace(/^W\//, '');
  return (
    header !== undefined && header.split(',').some((given) => ['*', opaque(tag)].includes(opaque(given)))
  );
}

/** State and stage that the caller saw; undefined when it does not say. */
export function seenIn(header: string | undefined): SeenState | undefined {
  for (const given of header?.split(',') ?? []) {
    const [, state, stage] = TAG.exec(given.trim()) ?? [];
    if (state !== undefined && stage !== undefined) return { state, stage };
  }
  return undefined;
}

const MOST_SECONDS = 60;

/** `?wait=`: whole seconds up to a minute; nonsense is no wait, because a poll should not fail for it. */
export function readWait(text: string | undefined): number {
  return text !== undefined && /^\d{1,6}$/.test(text.trim())
    ? Math.min(Number(text), MOST_SECONDS) * 1000
    : 0;
}
