import { createHash, verify, type KeyObject } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { GoogleError } from './google-error.js';

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');
const encode = (text: string): string =>
  encodeURIComponent(text).replace(/[!'()*]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`);
const refuse = (status: number, message: string): GoogleError =>
  new GoogleError(status, status === 400 ? 'invalid' : 'forbidden', message);

/** V4 signatures with a service account's key: https://cloud.google.com/storage/docs/authentication/signatures */
export function verifySignedUrl(
  request: IncomingMessage,
  url: URL,
  signer: { email: string; publicKey: KeyObject },
  now: number,
): void {
  const one = (name: string): string => url.searchParams.get(`X-Goog-${name}`) ?? '';
  const [email, day, , service, end] = one('Credential').split('/');
  if (one('Algorithm') !== 'GOOG4-RSA-SHA256' || service !== 'storage' || end !== 'goog4_request')
    throw refuse(400, 'Invalid argument: the signing algorithm or the scope.');
  const date = one('Date');
  const began = Date.parse(date.replace(/^(....)(..)(..)T(..)(..)(..)Z$/, '$1-$2-$3T$4:$5:$6Z'));
  const life = Number(one('Expires'));
  if (email !== signer.email || day !== date.slice(0, 8) || Number.isNaN(began))
    throw refuse(403, 'SignatureDoesNotMatch');
  if (!(life >= 1 && life <= 604_800)) throw refuse(400, 'X-Goog-Expires must be between 1 and 604800.');
  if (now > began + life * 1000) throw refuse(400, 'ExpiredToken: The provided token has expired.');
  const scope = one('Credential').split('/').slice(1).join('/');
  const toSign = ['GOOG4-RSA-SHA256', date, scope, sha256(canonical(request, url, one('SignedHeaders')))];
  const signature = Buffer.from(one('Signature'), 'hex');
  if (!verify('RSA-SHA256', Buffer.from(toSign.join('\n')), signer.publicKey, signature))
    throw refuse(403, 'SignatureDoesNotMatch');
}

function canonical({ method, headers, url: raw = '' }: IncomingMessage, url: URL, signed: string): string {
  const path = raw.split('?')[0] ?? '';
  const pairs = [...url.searchParams]
    .filter(([name]) => name !== 'X-Goog-Signature')
    .map(([name, value]) => `${encode(name)}=${encode(value)}`)
    .sort();
  const lines = signed.split(';').map((name) => `${name}:${[headers[name] ?? ''].flat().join(',').trim()}`);
  const payload = headers['x-goog-content-sha256'] ?? 'UNSIGNED-PAYLOAD';
  const parts = path.split('/').map(decodeURIComponent).map(encode).join('/');
  return [method, parts, pairs.join('&'), ...lines, '', signed, payload].join('\n');
}
