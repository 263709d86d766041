/** What a `{{…}}` points to. */
export type Reference =
  | { kind: 'variable'; key: string }
  | { kind: 'step'; index: number | 'previous'; member: StepMember; path: PathPart[] };

export const STEP_MEMBERS = ['url', 'outputUrl', 'outputKey', 'inputUrl', 'renditionId', 'metadata'] as const;
export type StepMember = (typeof STEP_MEMBERS)[number];
export type PathPart = string | number;

/** One piece of a text: words as they are, or the inside of a `{{…}}`. */
export type TextPiece = { words: string } | { inside: string };

const KEY = /^[A-Za-z_][A-Za-z0-9_]{0,63}$/;
const FORBIDDEN = new Set(['__proto__', 'constructor', 'prototype', 'previous', 'steps']);
const LONGEST_PATH = 20;
const LONGEST_INSIDE = 200;

/** Names that a variable may have. */
export const isVariableKey = (key: string): boolean => KEY.test(key) && !FORBIDDEN.has(key);

/** Takes a text apart at its `{{…}}`. `\{{` is two braces and no reference. Linear in the length of the text. */
export function piecesOf(text: string): TextPiece[] {
  const pieces: TextPiece[] = [];
  let words = '';
  let at = 0;
  while (at < text.length) {
    const open = text.indexOf('{{', at);
    if (open < 0) break;
    const escaped = open > at && text[open - 1] === '\\';
    const close = escaped ? -1 : text.indexOf('}}', open + 2);
    if (escaped) {
      words += `${text.slice(at, open - 1)}{{`;
      at = open + 2;
      continue;
    }
    if (close < 0) break;
    words += text.slice(at, open);
    if (words !== '') pieces.push({ words });
    words = '';
    pieces.push({ inside: text.slice(open + 2, close).trim() });
    at = close + 2;
  }
  words += text.slice(at);
  return words === '' ? pieces : [...pieces, { words }];
}

/** The reference, or a sentence about why it is none. */
export function readReference(inside: string): Reference | string {
  if (inside.length > LONGEST_INSIDE) return 'is too long for a reference';
  if (isVariableKey(inside)) return { kind: 'variable', key: inside };
  const match = /^(?:previous|steps\[(\d{1,2})\])\.([A-Za-z]+)(.*)$/.exec(inside);
  if (!match) return 'is neither a variable nor a reference such as steps[0].outputUrl or previous.url';
  const [, index, member = '', rest = ''] = match;
  const known = STEP_MEMBERS.find((one) => one === member);
  if (!known) return `names "${member}", which no step has; a step has ${STEP_MEMBERS.join(', ')}`;
  const path = readPath(rest.replace(/^\./, ''));
  if (path === undefined || (path.length > 0 && known !== 'metadata'))
    return 'has a path that cannot be read; write metadata.title or metadata.images[0]';
  return { kind: 'step', index: index === undefined ? 'previous' : Number(index), member: known, path };
}

/** `a.b[0]` as its parts; undefined when it is no path. An empty text is the whole thing. */
export function readPath(text: string): PathPart[] | undefined {
  if (text === '') return [];
  const parts: PathPart[] = [];
  for (const word of text.split('.')) {
    const match = /^([A-Za-z_][A-Za-z0-9_-]{0,63})((?:\[\d{1,4}\])*)$/.exec(word);
    if (!match?.[1] || FORBIDDEN.has(match[1])) return undefined;
    parts.push(match[1], ...[...(match[2] ?? '').matchAll(/\d+/g)].map(([digits]) => Number(digits)));
  }
  return parts.length > LONGEST_PATH ? undefined : parts;
}

/** What is at the path; undefined when something on the way is not there. */
export function lookAlong(value: unknown, path: readonly PathPart[]): unknown {
  let found = value;
  for (const part of path) {
    if (typeof found !== 'object' || found === null || !Object.hasOwn(found, part)) return undefined;
    found = (found as Record<PathPart, unknown>)[part];
  }
  return found;
}
