import { hideSecrets } from '../platform/hide-secrets.js';

/** Longest line of a log, characters: a long filter graph still fits. */
const MOST = 8192;
const ESCAPES = /\u001b\[[0-9;?]*[A-Za-z]/g;
const CONTROLS = /[\u0000-\u001f\u007f-\u009f\u2028\u2029]+/g;
/** The query of any address: the names of secrets in it are a new one for each provider. */
const QUERY = /(\b[a-z][a-z0-9+.-]*:\/\/[^\s'"?#]*)[?#][^\s'"]*/gi;
const TOKENS = /\b(Bearer|Basic)\s+[\w.~+/=-]+|\bvf_[a-z]+_[\w-]+/gi;
const DATA_URL = /\bdata:([\w.+/-]*)[^,\s]{0,100},[^\s'"]*/gi;
/** The same long list in every command. */
const FORMATS = /(-format_whitelist )\S+/g;
/** An absolute path of two segments or more, where a path may begin. */
const FOLDERS = /(^|[\s'"=:,;|(\]])\/(?:[\w@%+~.-]+\/)+(?=[\w@%+~.-])/g;

/**
 * One line as it may leave this machine: no secrets, no queries of addresses, no folders of the machine. Paths below
 * `folder`, the work folder of the attempt, stay as they are seen from there.
 */
export function logText(text: string, folder: string): string {
  const own = folder === '' ? text : text.replaceAll(`${folder}/`, '').replaceAll(folder, '.');
  const clean = own
    .replace(/\p{Cs}/gu, '\ufffd')
    .replace(ESCAPES, '')
    .replace(CONTROLS, ' ')
    .replace(DATA_URL, 'data:$1,…')
    .replace(QUERY, '$1?[hidden]')
    .replace(TOKENS, '[hidden]')
    .replace(FORMATS, '$1…');
  const shown = hideSecrets(clean).replace(FOLDERS, '$1').trim();
  return shown.length <= MOST ? shown : `${cut(shown)} … (${shown.length - MOST} more characters)`;
}

/** Not between the halves of a letter. */
const cut = (text: string): string =>
  text
    .slice(0, MOST)
    .replace(/\p{Cs}/gu, '\ufffd')
    .replace(/\ufffd$/, '');
