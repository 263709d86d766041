import { anyOf, isObject, member, own, quote, type JsonObject } from '../json.js';
import type { Found, LayerReader } from '../layer-reader.js';
import type { IssueCode, Place, Problems } from '../problems.js';

/** Reads the members of one extension of a layer, such as `crop`, and reports what is wrong with them. */
export class MemberReader {
  constructor(
    private readonly raw: JsonObject,
    private readonly place: Place,
    private readonly name: string,
    private readonly problems: Problems,
  ) {}

  /** Undefined after an issue was reported. */
  static of(
    found: Found,
    reader: LayerReader,
    { name, example, members }: { name: string; example: string; members: readonly string[] },
    problems: Problems,
  ): MemberReader | undefined {
    const place = reader.at(found.path);
    if (!isObject(found.value)) {
      const sentence = `${name} must be an object such as ${example} (got ${quote(found.value)}).`;
      problems.reject(place, 'INVALID_PROPERTY_TYPE', sentence);
      return undefined;
    }
    for (const key of Object.keys(found.value)) {
      if (members.includes(key)) continue;
      const hint = problems.didYouMean(key, members) || `; it takes ${anyOf(members)}.`;
      const at = reader.at(member(place.path, key));
      problems.warn(at, 'unknown-property', `${name} has no ${quote(key)}${hint}`);
    }
    return new MemberReader(found.value, place, name, problems);
  }

  /** The value as written; null counts as absent. */
  value(key: string): unknown {
    return own(this.raw, key);
  }

  at(key: string): Place {
    return { ...this.place, path: member(this.place.path, key) };
  }

  reject(key: string, sentence: string, code: IssueCode = 'INVALID_PROPERTY_TYPE'): void {
    this.problems.reject(this.at(key), code, `${this.name}.${key} ${sentence}`);
  }

  /** A number in a range, or `usual` when there is none. */
  number(key: string, [low, high]: readonly [number, number], usual: number): number {
    const value = this.value(key);
    if (value === undefined) return usual;
    const n = typeof value === 'string' && value.length < 20 && value.trim() !== '' ? Number(value) : value;
    if (typeof n === 'number' && n >= low && n <= high) return n;
    this.reject(key, `must be a number from ${low} to ${high} (got ${quote(value)}).`);
    return usual;
  }

  /** One of some words, or `usual` when there is none. */
  word<T extends string>(key: string, words: readonly T[], usual: T): T {
    const value = this.value(key);
    if (value === undefined) return usual;
    const found = words.find((word) => word === value);
    if (found !== undefined) return found;
    const hint = typeof value === 'string' ? this.problems.didYouMean(value, words) : '';
    this.reject(key, `must be ${anyOf(words)} (got ${quote(value)})${hint || '.'}`, 'INVALID_PROPERTY_ENUM');
    return usual;
  }

  /** True or false, or false when there is neither. */
  switch(key: string): boolean {
    const value = this.value(key);
    if (value === undefined || typeof value === 'boolean') return value === true;
    this.reject(key, `must be true or false (got ${quote(value)}).`);
    return false;
  }
}
