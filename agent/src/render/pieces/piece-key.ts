import { createHash } from 'node:crypto';
import type { Scene } from '@farm/shared/scene';
import { stableJson } from '@farm/shared/lang';
import type { Engine } from '@farm/shared/wire';
import type { RenderPlan, SoundPlan } from '../../compiler/index.js';

/** Raise whenever the same plan may give other pictures or other sound than before. */
const DRAWING_VERSION = 1;

/** SHA-256 of the contents of each source, by its key in the scene. */
export type Digests = Readonly<Record<string, string>>;

/** Where a layer or a sound stands in the document says nothing about it. */
const NOT_SEEN = new Set(['path', 'number', 'id']);

/**
 * Key of the pictures of a plan's range: what is drawn in these frames, the contents that it reads, and the family of
 * the encoder with its quality. Sources are named by their contents, so that other names give the same key.
 */
export function pieceKey(plan: RenderPlan, fonts: Scene['fonts'], digests: Digests, encoder: Engine): string {
  const { width, height, fps, range, background, planes, output } = plan;
  const picture = { width, height, fps, range, background, planes, output };
  return digest({ kind: 'picture', picture, fonts: mapped(fonts, digests), encoder }, digests);
}

/** Key of a film's sound. */
export function soundKey(sound: SoundPlan, output: RenderPlan['output'], digests: Digests): string {
  return digest({ kind: 'sound', sound, output }, digests);
}

/** The sources of the planes of a plan, fonts included: text may need any of them. */
export function sourcesOf(value: unknown, fonts: Scene['fonts'] = {}): string[] {
  const keys = new Set<string>(Object.values(fonts));
  collect(value, keys);
  return [...keys].sort();
}

function collect(value: unknown, keys: Set<string>): void {
  if (value === null || typeof value !== 'object') return;
  for (const [name, item] of Object.entries(value))
    if (name === 'source' && typeof item === 'string' && item !== '') keys.add(item);
    else collect(item, keys);
}

function digest(facts: object, digests: Digests): string {
  const drawn = byContent(facts, digests);
  return createHash('sha256')
    .update(stableJson({ version: DRAWING_VERSION, drawn }))
    .digest('hex');
}

/** The same value without what is not seen, its sources named by their contents. */
function byContent(value: unknown, digests: Digests): unknown {
  if (Array.isArray(value)) return value.map((item) => byContent(item, digests));
  if (value === null || typeof value !== 'object') return value;
  const entries = Object.entries(value)
    .filter(([name]) => !NOT_SEEN.has(name))
    .map(([name, item]) => [
      name,
      name === 'source' && typeof item === 'string' ? (digests[item] ?? item) : byContent(item, digests),
    ]);
  return Object.fromEntries(entries);
}

const mapped = (fonts: Scene['fonts'], digests: Digests) =>
  Object.fromEntries(Object.entries(fonts).map(([family, key]) => [family, digests[key] ?? key]));
