import { join } from 'node:path';
import { ERROR_CODES, FarmError, type FarmErrorCode } from '../../shared/src/errors/index.js';
import { readFileSync } from 'node:fs';
import { toProblem } from '../../coordinator/src/platform/http/problem.js';
import { sourcesOf } from './sources.js';

const root = join(import.meta.dirname, '../..');
const codes = Object.keys(ERROR_CODES) as FarmErrorCode[];
const source = sourcesOf(join(root, 'coordinator/src'))
  .map((path) => readFileSync(path, 'utf8'))
  .join('\n');

test.each(codes)('%s is used in the coordinator', (code) => expect(source).toContain(`'${code}'`));

test.each(codes)('%s is answered with its status and a body that strict clients can read', (code) => {
  const problem = toProblem(new FarmError(code, 'A sentence.', { details: { more: 1 } }), 'id-1');
  expect(problem.status).toBe(ERROR_CODES[code].status);
  expect(problem.body).toEqual({ error: 'A sentence.', details: { code, more: 1, requestId: 'id-1' } });
});
