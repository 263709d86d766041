import { isObject } from '@farm/shared/lang';
import { lookAlong, readPath } from './references.policy.js';
import { misfit } from './variable-values.policy.js';
import type { Definition, Json, VariableType } from './workflow.types.js';

/** Rules by name, for variables without a map: the first rule whose words are in the key. */
const BY_NAME: { words: RegExp; types: readonly VariableType[]; paths: string[] }[] = [
  { words: /logo|brand_?image/, types: ['asset_url', 'url'], paths: ['images[1]', 'image'] },
  { words: /image|photo|picture|poster|thumb|background/, types: ['asset_url', 'url'], paths: ['image'] },
  { words: /video|clip|footage/, types: ['asset_url', 'url'], paths: ['video'] },
  { words: /price|cost|amount/, types: ['string', 'text', 'number'], paths: ['price'] },
  { words: /site|brand|company|shop|store|publisher/, types: ['string', 'text'], paths: ['siteName'] },
  { words: /author|speaker|byline/, types: ['string', 'text'], paths: ['author'] },
  {
    words: /sub_?title|tag_?line|desc|summary|body|text|quote/,
    types: ['string', 'text'],
    paths: ['description', 'headings[1].text'],
  },
  { words: /title|headline|heading|name|product/, types: ['string', 'text'], paths: ['title'] },
  { words: /link|url|page|website/, types: ['url', 'string'], paths: ['url'] },
];

export interface Discovery {
  found: Json;
  /** Variables that were wanted and for which the page has nothing fitting. */
  missing: string[];
}

/**
 * Values for variables that nobody gave. With a map: the first of its paths that is there and fits the type. Without:
 * by the words in the key, and by the type (a picture for asset_url). Numbers are read out of texts such as "$19.90".
 */
export function discover(
  definition: Definition,
  given: Json,
  facts: Json,
  { map, maxLengths }: { map?: unknown; maxLengths?: unknown },
): Discovery {
  const wanted = isObject(map) && Object.keys(map).length > 0 ? map : undefined;
  const found: Json = {};
  const missing: string[] = [];
  for (const [key, { type }] of Object.entries(definition.variables)) {
    if (Object.hasOwn(given, key) || (wanted && !Object.hasOwn(wanted, key))) continue;
    const paths = wanted ? [wanted[key]].flat() : pathsFor(key, type);
    const value = paths
      .map((path) => fitted(type, lookAlong(facts, readPath(String(path)) ?? ['-'])))
      .find((one) => one !== undefined);
    const most = isObject(maxLengths) && Object.hasOwn(maxLengths, key) ? Number(maxLengths[key]) : undefined;
    if (value !== undefined) found[key] = shortened(value, most);
    else if (paths.length > 0) missing.push(key);
  }
  return { found, missing };
}

/** Cut behind a word, with an ellipsis; a first word that is too long is cut itself. */
function shortened(value: unknown, most: number | undefined): unknown {
  if (typeof value !== 'string' || most === undefined || value.length <= most) return value;
  const start = value.slice(0, most - 1);
  const space = start.lastIndexOf(' ');
  const whole = value.charAt(most - 1) === ' ' || space <= 0 ? start : start.slice(0, space);
  return `${whole.replace(/[\s,;:.–-]+$/, '')}…`;
}

function pathsFor(key: string, type: VariableType): string[] {
  const name = key.replace(/([a-z])([A-Z])/g, '$1_$2').toLowerCase();
  const rule = BY_NAME.find(({ words, types }) => types.includes(type) && words.test(name));
  if (rule) return rule.paths;
  return type === 'asset_url' ? ['image'] : [];
}

/** The value when it fits, made a number where a number is wanted. */
function fitted(type: VariableType, value: unknown): unknown {
  if (value === undefined || value === null) return undefined;
  const made = type === 'number' ? numberIn(value) : typeof value === 'number' ? String(value) : value;
  return made !== undefined && misfit(type, made) === undefined ? made : undefined;
}

/** "1.299,00 €" is 1299, "$19.90" is 19.9: the last separator before two digits or fewer is the decimal point. */
function numberIn(value: unknown): number | undefined {
  if (typeof value === 'number') return value;
  const digits = typeof value === 'string' ? /\d[\d.,' ]{0,20}/.exec(value)?.[0] : undefined;
  if (!digits) return undefined;
  const [, whole = '', cents = ''] = /^(.*?)(?:[.,](\d{1,2}))?$/.exec(digits.trim()) ?? [];
  const number = Number(`${whole.replace(/\D/g, '')}.${cents === '' ? '0' : cents}`);
  return Number.isFinite(number) ? number : undefined;
}
