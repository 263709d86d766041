import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { S3Error } from './s3-error.js';

/** https://docs.aws.amazon.com/AmazonS3/latest/API/sig-v4-authenticating-requests.html */
export interface S3Keys {
  accessKeyId: string;
  secretAccessKey: string;
  region: string;
}

interface Claim {
  scope: string[];
  accessKeyId: string;
  signedHeaders: string[];
  signature: string;
  /** 20250131T235959Z. */
  date: string;
  /** Seconds; only of presigned addresses. */
  expires?: number;
  payloadHash: string;
}

/** What the signature of a request says about its body. */
export interface Signed {
  payloadHash: string;
  /** For the signatures of single chunks. */
  seed: { signature: string; key: Buffer; date: string; scope: string };
}

const MAX_SKEW_MS = 15 * 60_000;
const MAX_EXPIRES = 7 * 24 * 3600;

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');
export const hmac = (key: Buffer | string, text: string): Buffer =>
  createHmac('sha256', key).update(text).digest();
/** RFC 3986, as AWS wants it. */
const encode = (text: string): string =>
  encodeURIComponent(text).replace(/[!'()*]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`);

/** Checks the signature in the header or in the query. Throws the S3Error that the real server answers. */
export function verifySignature(request: IncomingMessage, url: URL, keys: S3Keys, now: number): Signed {
  const claim = url.searchParams.has('X-Amz-Signature') ? fromQuery(url) : fromHeader(request);
  checkClaim(claim, request, keys, now);
  const key = [claim.scope[0] ?? '', keys.region, 's3', 'aws4_request'].reduce<Buffer | string>(
    hmac,
    `AWS4${keys.secretAccessKey}`,
  ) as Buffer;
  const scope = claim.scope.join('/');
  const toSign = ['AWS4-HMAC-SHA256', claim.date, scope, sha256(canonical(request, url, claim))].join('\n');
  const right = hmac(key, toSign);
  const given = Buffer.from(claim.signature, 'hex');
  if (given.length !== right.length || !timingSafeEqual(given, right))
    throw new S3Error(
      403,
      'SignatureDoesNotMatch',
      'The request signature we calculated does not match the signature you provided. Check your key and signing method.',
    );
  return {
    payloadHash: claim.payloadHash,
    seed: { signature: claim.signature, key, date: claim.date, scope },
  };
}

function fromQuery({ searchParams }: URL): Claim {
  const one = (name: string): string => {
    const value = searchParams.get(`X-Amz-${name}`);
    if (value === null)
      throw new S3Error(400, 'AuthorizationQueryParametersError', `X-Amz-${name} is missing.`);
    return value;
  };
  const expires = Number(one('Expires'));
  if (!Number.isInteger(expires) || expires < 1 || expires > MAX_EXPIRES)
    throw new S3Error(
      400,
      'AuthorizationQueryParametersError',
      'X-Amz-Expires must be between 1 and 604800.',
    );
  const [accessKeyId = '', ...scope] = one('Credential').split('/');
  return {
    accessKeyId,
    scope,
    expires,
    date: one('Date'),
    signature: one('Signature'),
    signedHeaders: one('SignedHeaders').split(';'),
    payloadHash: searchParams.get('X-Amz-Content-Sha256') ?? 'UNSIGNED-PAYLOAD',
  };
}

function fromHeader({ headers }: IncomingMessage): Claim {
  const text = headers.authorization;
  if (!text) throw new S3Error(403, 'AccessDenied', 'Access Denied.');
  const found =
    /^AWS4-HMAC-SHA256 Credential=([^,\s]+),\s*SignedHeaders=([^,\s]+),\s*Signature=([0-9a-f]{64})$/.exec(
      text,
    );
  if (!found)
    throw new S3Error(400, 'AuthorizationHeaderMalformed', 'The authorization header is malformed.');
  const [accessKeyId = '', ...scope] = (found[1] ?? '').split('/');
  const payloadHash = headers['x-amz-content-sha256'];
  if (typeof payloadHash !== 'string')
    throw new S3Error(
      400,
      'InvalidRequest',
      'Missing required header for this request: x-amz-content-sha256',
    );
  return {
    accessKeyId,
    scope,
    payloadHash,
    date: String(headers['x-amz-date'] ?? ''),
    signedHeaders: (found[2] ?? '').split(';'),
    signature: found[3] ?? '',
  };
}

function checkClaim(claim: Claim, { headers }: IncomingMessage, keys: S3Keys, now: number): void {
  if (claim.accessKeyId !== keys.accessKeyId)
    throw new S3Error(403, 'InvalidAccessKeyId', 'The AWS access key ID you provided does not exist.');
  const [day, region, service, end] = claim.scope;
  if (day !== claim.date.slice(0, 8) || service !== 's3' || end !== 'aws4_request' || region !== keys.region)
    throw new S3Error(
      400,
      'AuthorizationHeaderMalformed',
      `The credential scope is wrong; expecting '${keys.region}'.`,
    );
  const unsigned = Object.keys(headers).filter(
    (name) => (name === 'host' || name.startsWith('x-amz-')) && !claim.signedHeaders.includes(name),
  );
  if (unsigned.length > 0)
    throw new S3Error(
      403,
      'AccessDenied',
      `There were headers present in the request which were not signed: ${unsigned.join()}`,
    );
  checkTime(claim, now);
}

function checkTime({ date, expires }: Claim, now: number): void {
  const iso = date.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/, '$1-$2-$3T$4:$5:$6Z');
  const began = Date.parse(iso);
  if (Number.isNaN(began)) throw new S3Error(403, 'AccessDenied', 'The date of the signature is malformed.');
  if (expires === undefined ? Math.abs(now - began) > MAX_SKEW_MS : began - now > MAX_SKEW_MS)
    throw new S3Error(
      403,
      'RequestTimeTooSkewed',
      'The difference between the request time and the current time is too large.',
    );
  if (expires !== undefined && now > began + expires * 1000)
    throw new S3Error(403, 'AccessDenied', 'Request has expired');
}

function canonical(request: IncomingMessage, url: URL, claim: Claim): string {
  const path = (request.url ?? '').split('?')[0] ?? '';
  const pairs = [...url.searchParams]
    .filter(([name]) => name !== 'X-Amz-Signature')
    .map(([name, value]) => `${encode(name)}=${encode(value)}`)
    .sort();
  const value = (name: string): string => [request.headers[name] ?? ''].flat().join(',');
  return [
    request.method,
    path.split('/').map(decodeURIComponent).map(encode).join('/'),
    pairs.join('&'),
    ...claim.signedHeaders.map((name) => `${name}:${value(name).trim().replace(/ +/g, ' ')}`),
    '',
    claim.signedHeaders.join(';'),
    claim.payloadHash,
  ].join('\n');
}
