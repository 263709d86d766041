import type { TransitionParams } from './transition-params.js';

/** sign, currency, sign, whole part, decimals, scale, percent. */
const NUMBER =
  /([+-]?)([$€£]?)([+-]?)(\d{1,3}(?:([, \u00a0])\d{3}(?:\5\d{3})*(?!\d))|\d+)(\.\d+)?([KMB]?)(%?)/g;
const SCALES: Record<string, number> = { K: 1e3, M: 1e6, B: 1e9 };

/** Text whose numbers are on their way from `startValue` to what they say. */
export function countedUp(text: string, params: TransitionParams, t: number): string {
  const onlyFirst = params.word('mode') === 'firstNumber';
  let seen = 0;
  return text.replace(NUMBER, (token: string, ...parts: (string | undefined)[]) => {
    seen += 1;
    return onlyFirst && seen > 1 ? token : counted(partsOf(parts), params, t);
  });
}

interface Parts {
  before: string;
  currency: string;
  after: string;
  whole: string;
  separator: string;
  decimals: string;
  scale: string;
  percent: string;
}

function partsOf(parts: (string | undefined)[]): Parts {
  const [before = '', currency = '', after = '', whole = '', separator = '', decimals = ''] = parts;
  const [scale = '', percent = ''] = parts.slice(6);
  return { before, currency, after, whole, separator, decimals, scale, percent };
}

function counted(parts: Parts, params: TransitionParams, t: number): string {
  const { before, currency, after, whole, separator, decimals, scale, percent } = parts;
  const unit = SCALES[scale] ?? 1;
  const digits = whole.replace(/\D/g, '');
  const size = Number(digits + decimals) * unit * ((before + after).includes('-') ? -1 : 1);
  const from = params.number('startValue');
  const now = (from + (size - from) * t) / unit;
  const places = params.word('rounding') === 'integer' ? 0 : Math.max(0, decimals.length - 1);
  const [integer = '0', rest] = Math.abs(now).toFixed(places).split('.');
  const width = params.word('formatMode') === 'fixedWidth' ? digits.length : 0;
  const grouped = group(integer.padStart(width, '0'), separator);
  const sign = signOf(now, Number(`${integer}.${rest ?? 0}`), before + after);
  const number = rest === undefined ? grouped : `${grouped}.${rest}`;
  const ahead = after === '' ? sign + currency : currency + sign;
  return `${ahead}${number}${scale}${percent}`;
}

function signOf(now: number, shown: number, written: string): string {
  if (now < 0 && shown !== 0) return '-';
  return written.includes('+') ? '+' : '';
}

function group(digits: string, separator: string): string {
  return separator === '' ? digits : digits.replace(/\B(?=(\d{3})+$)/g, separator);
}
