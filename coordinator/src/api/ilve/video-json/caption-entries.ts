import type { Caption } from '@farm/shared/scene';
import { isObject, member, own, quote } from './json.js';
import type { Found, LayerReader } from './layer-reader.js';
import { parseSubtitles } from './subtitles.js';
import { parseTime } from './time.js';
import type { Translation } from './translation.js';

const MOST_CAPTIONS = 5000;
const LONGEST_CAPTION = 2000;

/** The captions of a layer as given (the painter wraps and pages them); SRT and WebVTT texts are read as well. */
export function readCaptions(reader: LayerReader, translation: Translation): Caption[] {
  const found = reader.setting('captions');
  if (!found) return [];
  return typeof found.value === 'string'
    ? fromText(reader, found, translation)
    : fromList(reader, found, translation);
}

function fromText(reader: LayerReader, found: Found, { problems }: Translation): Caption[] {
  const entries = parseSubtitles(String(found.value));
  if (entries && entries.length <= MOST_CAPTIONS) return entries;
  const isUrl = /^\s*(https?|file|data):/i.test(String(found.value));
  problems.reject(
    reader.at(found.path),
    'CAPTIONS_INVALID',
    isUrl
      ? 'captions must hold the captions themselves; an address of a file is not read. Give a list, or the text of an SRT or WebVTT file.'
      : 'captions is text, but neither SRT nor WebVTT with at least one caption; give such text or a list of {caption, startTime, endTime}.',
  );
  return [];
}

function fromList(reader: LayerReader, found: Found, translation: Translation): Caption[] {
  const list: unknown = found.value;
  if (!Array.isArray(list) || list.length > MOST_CAPTIONS) {
    translation.problems.reject(
      reader.at(found.path),
      'CAPTIONS_INVALID',
      Array.isArray(list)
        ? `captions may have at most ${MOST_CAPTIONS} entries (got ${list.length}).`
        : `captions must be a list of {caption, startTime, endTime} (got ${quote(list)}).`,
    );
    return [];
  }
  return list.flatMap((one, i) => readEntry(reader, one, `${found.path}[${i}]`, translation) ?? []);
}

function readEntry(
  reader: LayerReader,
  raw: unknown,
  path: string,
  { problems, fps }: Translation,
): Caption | undefined {
  const reject = (name: string, sentence: string): undefined => {
    problems.reject(reader.at(name ? member(path, name) : path), 'CAPTIONS_INVALID', sentence);
    return undefined;
  };
  if (!isObject(raw)) return reject('', 'a caption must be an object {caption, startTime, endTime}.');
  const text = own(raw, 'caption') ?? own(raw, 'text') ?? wordsOf(own(raw, 'words'));
  if (typeof text !== 'string' || text.length > LONGEST_CAPTION)
    return reject(
      'caption',
      `caption must be text of at most ${LONGEST_CAPTION} characters (got ${quote(text)}).`,
    );
  const start = parseTime(own(raw, 'startTime') ?? own(raw, 'start'), fps);
  const end = parseTime(own(raw, 'endTime') ?? own(raw, 'end'), fps);
  if (start === undefined || start < 0)
    return reject('startTime', `startTime of a caption must be a number of seconds, 0 or more.`);
  if (end === undefined) return reject('endTime', 'endTime of a caption must be a number of seconds.');
  if (end <= start)
    return reject('endTime', `endTime must be greater than startTime (${end} after ${start}).`);
  return { text: text.replace(/\r\n?/g, '\n'), start, end };
}

/** Transcripts carry a caption as words with times; their text is the words in a row. */
function wordsOf(words: unknown): string | undefined {
  if (!Array.isArray(words) || words.length === 0 || words.length > 500) return undefined;
  const texts = words.map((word) => (isObject(word) ? (own(word, 'word') ?? own(word, 'text')) : undefined));
  return texts.every((text) => typeof text === 'string')
    ? texts.map((text) => text.trim()).join(' ')
    : undefined;
}
