import { createHash } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import { crc32 } from 'node:zlib';
import { S3Error } from './s3-error.js';
import { hmac, type Signed } from './signature.js';

const sha256 = (bytes: Buffer | string): string => createHash('sha256').update(bytes).digest('hex');
const mismatch = (what: string): S3Error =>
  new S3Error(400, 'BadDigest', `The ${what} you specified did not match what we received.`);

function crc32Of(bytes: Buffer): string {
  const sum = Buffer.alloc(4);
  sum.writeUInt32BE(crc32(bytes));
  return sum.toString('base64');
}

const CHECKSUMS: Record<string, (bytes: Buffer) => string> = {
  'x-amz-checksum-crc32': crc32Of,
  'x-amz-checksum-sha1': (bytes) => createHash('sha1').update(bytes).digest('base64'),
  'x-amz-checksum-sha256': (bytes) => createHash('sha256').update(bytes).digest('base64'),
};

/** The object in a body: unpacked when it is aws-chunked, and checked by every sum that came along. */
export function openPayload(body: Buffer, headers: IncomingHttpHeaders, signed: Signed): Buffer {
  const { bytes, trailers } = signed.payloadHash.startsWith('STREAMING-')
    ? unchunk(body, signed)
    : { bytes: body, trailers: {} };
  if (/^[0-9a-f]{64}$/.test(signed.payloadHash) && sha256(bytes) !== signed.payloadHash)
    throw new S3Error(
      400,
      'XAmzContentSHA256Mismatch',
      "The provided 'x-amz-content-sha256' header does not match what was computed.",
    );
  const decoded = headers['x-amz-decoded-content-length'];
  if (decoded !== undefined && Number(decoded) !== bytes.length)
    throw new S3Error(400, 'IncompleteBody', 'The body has another length than was announced.');
  checkMd5(bytes, headers['content-md5']?.toString());
  for (const [name, value] of Object.entries({ ...headers, ...trailers })) {
    if (!name.startsWith('x-amz-checksum-') || /-(algorithm|mode|type)$/.test(name)) continue;
    const sum = CHECKSUMS[name];
    if (!sum) throw new S3Error(501, 'NotImplemented', `This server cannot check ${name}.`);
    if (sum(bytes) !== value) throw mismatch(name);
  }
  return bytes;
}

function checkMd5(bytes: Buffer, given: string | undefined): void {
  if (given === undefined) return;
  if (Buffer.from(given, 'base64').length !== 16)
    throw new S3Error(400, 'InvalidDigest', 'The Content-MD5 you specified is not valid.');
  if (createHash('md5').update(bytes).digest('base64') !== given) throw mismatch('Content-MD5');
}

/** https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-streaming.html and -trailers.html */
function unchunk(body: Buffer, signed: Signed): { bytes: Buffer; trailers: Record<string, string> } {
  const isSigned = signed.payloadHash.startsWith('STREAMING-AWS4-HMAC-SHA256-PAYLOAD');
  const chunks: Buffer[] = [];
  let previous = signed.seed.signature;
  for (let at = 0; ;) {
    const lineEnd = body.indexOf('\r\n', at);
    const head = lineEnd < 0 ? '' : body.toString('latin1', at, lineEnd);
    const found = /^([0-9a-f]+)(?:;chunk-signature=([0-9a-f]{64}))?$/i.exec(head);
    if (!found) throw new S3Error(400, 'InvalidRequest', 'The body is not aws-chunked.');
    const size = parseInt(found[1] ?? '', 16);
    const chunk = body.subarray(lineEnd + 2, lineEnd + 2 + size);
    if (chunk.length !== size) throw new S3Error(400, 'IncompleteBody', 'A chunk is cut off.');
    if (isSigned) previous = checkChunk(chunk, found[2], previous, signed);
    chunks.push(chunk);
    at = lineEnd + 2 + size + (size > 0 ? 2 : 0);
    if (size === 0)
      return { bytes: Buffer.concat(chunks), trailers: trailersIn(body.toString('latin1', at)) };
  }
}

function checkChunk(chunk: Buffer, given: string | undefined, previous: string, { seed }: Signed): string {
  const toSign = ['AWS4-HMAC-SHA256-PAYLOAD', seed.date, seed.scope, previous, sha256(''), sha256(chunk)];
  const right = hmac(seed.key, toSign.join('\n')).toString('hex');
  if (given !== right)
    throw new S3Error(403, 'SignatureDoesNotMatch', 'The signature of a chunk does not match.');
  return right;
}

const trailersIn = (text: string): Record<string, string> =>
  Object.fromEntries(
    text
      .split('\r\n')
      .filter((line) => line.includes(':'))
      .map((line) => [
        line.slice(0, line.indexOf(':')).toLowerCase(),
        line.slice(line.indexOf(':') + 1).trim(),
      ]),
  );
