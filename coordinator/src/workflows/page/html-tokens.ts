import { decodeEntities } from './html-entities.js';

/** What a page is made of; names are lower case, attribute values and texts are decoded. */
export type HtmlToken =
  | { kind: 'open'; name: string; attributes: ReadonlyMap<string, string> }
  | { kind: 'close'; name: string }
  | { kind: 'text'; text: string }
  /** Content of script, style, textarea or title, taken literally up to its end tag. */
  | { kind: 'raw'; name: string; text: string };

const RAW = new Set(['script', 'style', 'textarea', 'title', 'xmp', 'iframe', 'noembed', 'noframes']);
const MOST_ATTRIBUTES = 64;
/** Attributes and spaces of one tag that are looked at. */
const MOST_SEEN = 10_000;
/** More is no page that a person wrote; the rest counts as text. */
const MOST_TOKENS = 200_000;
const LONGEST_NAME = 64;
/** An attribute value is cut here: a data: URL of a megabyte is no fact. */
const LONGEST_VALUE = 8192;

/**
 * Reads HTML from left to right as browsers do in the main: tags, quoted and bare attributes, comments, raw text.
 * Never fails and never goes back, so hostile input costs time linear in its length.
 */
export function* htmlTokens(html: string): Generator<HtmlToken> {
  let at = 0;
  for (let tokens = 0; at < html.length && tokens < MOST_TOKENS; tokens++) {
    const open = markupFrom(html, at);
    if (open < 0) break;
    if (open > at) yield { kind: 'text', text: decodeEntities(html.slice(at, open)) };
    const next = html.charAt(open + 1);
    if (next === '!' || next === '?') at = afterMarkup(html, open);
    else if (next === '/') {
      const end = endOf(html, '>', open);
      yield { kind: 'close', name: nameAt(html, open + 2) };
      at = end + 1;
    } else {
      const tag = readTag(html, open + 1);
      yield { kind: 'open', name: tag.name, attributes: tag.attributes };
      at = tag.end;
      if (RAW.has(tag.name)) {
        const end = endOfRaw(html, tag.name, at);
        yield { kind: 'raw', name: tag.name, text: rawText(tag.name, html.slice(at, end)) };
        at = end;
      }
    }
  }
  if (at < html.length) yield { kind: 'text', text: decodeEntities(html.slice(at)) };
}

/** Where the next tag, comment or end tag begins; a lone `<` is text. */
function markupFrom(html: string, from: number): number {
  const markup = /<[a-z!/?]/gi;
  markup.lastIndex = from;
  return markup.exec(html)?.index ?? -1;
}

/** Behind a comment, doctype or processing instruction. */
function afterMarkup(html: string, open: number): number {
  if (html.startsWith('<!--', open)) return endOf(html, '-->', open + 4) + 3;
  return endOf(html, '>', open) + 1;
}

/** Where `wanted` is next, or the end of the page. */
function endOf(html: string, wanted: string, from: number): number {
  const found = html.indexOf(wanted, from);
  return found < 0 ? html.length : found;
}

function nameAt(html: string, from: number): string {
  return (/^[a-z][a-z0-9:-]*/i.exec(html.slice(from, from + LONGEST_NAME))?.[0] ?? '').toLowerCase();
}

/** Only what a person reads is decoded: in scripts an entity is no entity. */
const rawText = (name: string, text: string): string =>
  name === 'title' || name === 'textarea' ? decodeEntities(text) : text;

function endOfRaw(html: string, name: string, from: number): number {
  const wanted = `</${name}`;
  for (let at = html.indexOf('</', from); at >= 0; at = html.indexOf('</', at + 2))
    if (html.slice(at, at + wanted.length).toLowerCase() === wanted) return at;
  return html.length;
}

interface Tag {
  name: string;
  attributes: Map<string, string>;
  end: number;
}

const SPACE = /\s/;

/** The inside of `<name a="1" b='2' c=3 d>`; `end` is behind its `>`. */
function readTag(html: string, from: number): Tag {
  const name = nameAt(html, from);
  const attributes = new Map<string, string>();
  let at = from + name.length;
  for (let seen = 0; at < html.length && html[at] !== '>'; seen++) {
    if (seen > MOST_SEEN) return { name, attributes, end: endOf(html, '>', at) + 1 };
    if (SPACE.test(html.charAt(at)) || html[at] === '/') {
      at++;
      continue;
    }
    const start = at;
    while (at < html.length && !/[\s=>/]/.test(html.charAt(at))) at++;
    // A stray "=" is the beginning of a name, as browsers read it; without this it would never end.
    if (at === start) at++;
    const key = html.slice(start, Math.min(at, start + LONGEST_NAME)).toLowerCase();
    const value = readValue(html, at);
    at = value.end;
    if (attributes.size < MOST_ATTRIBUTES && !attributes.has(key)) attributes.set(key, value.text);
  }
  return { name, attributes, end: Math.min(html.length, at + 1) };
}

/** The `= value` behind an attribute's name, if there is one. */
function readValue(html: string, from: number): { text: string; end: number } {
  let at = from;
  while (SPACE.test(html.charAt(at))) at++;
  if (html[at] !== '=') return { text: '', end: from };
  at++;
  while (SPACE.test(html.charAt(at))) at++;
  const quote = html.charAt(at);
  if (quote === '"' || quote === "'") {
    const end = endOf(html, quote, at + 1);
    return { text: decoded(html, at + 1, end), end: Math.min(html.length, end + 1) };
  }
  const start = at;
  while (at < html.length && !/[\s>]/.test(html.charAt(at))) at++;
  return { text: decoded(html, start, at), end: at };
}

const decoded = (html: string, from: number, to: number): string =>
  decodeEntities(html.slice(from, Math.min(to, from + LONGEST_VALUE)));
