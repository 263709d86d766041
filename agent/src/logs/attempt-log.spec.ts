import { appendFileSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AttemptLog } from './attempt-log.js';

const REF = {
  attemptId: '0191d0c2-0000-7000-8000-000000000001',
  orderId: '0191d0c2-0000-7000-8000-000000000002',
  token: 2,
};
let folder: string;
let path: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'framefarm-log-'));
  path = join(folder, 'a.log');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const detail = (text: string) => ({ at: 0, kind: 'detail' as const, text });
const STAMP = '1970-01-01T00:00:00.000Z';

test('lines are read back from any offset that begins one', () => {
  const log = AttemptLog.begin(path, REF, '/farm/a');
  log.line(detail('open file:/farm/a/inputs/0'));
  log.line(detail('größer'));
  const first = `${STAMP} open file:inputs/0\n`;
  const second = `${STAMP} größer\n`;
  expect(log.size).toBe(Buffer.byteLength(first + second));
  expect(log.read(0, 10_000)).toBe(first + second);
  expect(log.read(first.length, 10_000)).toBe(second);
  // Whole lines only.
  expect(log.read(0, first.length + 5)).toBe(first);
  expect(log.read(log.size, 10_000)).toBe('');
  log.remove();
  expect(existsSync(path)).toBe(false);
});

test('a full log counts what programs still say, and keeps how the attempt ended', () => {
  const log = AttemptLog.begin(path, REF, '');
  for (let i = 0; i < 400; i++) log.line(detail('x'.repeat(1000)));
  expect(log.size).toBeLessThanOrEqual(256 * 1024);
  log.note('render ended');
  log.end('the attempt failed: ffmpeg-failed: It broke.');
  const end = log.read(log.size - 400, 400);
  expect(end).toMatch(
    /render ended\n.* 145 lines were left out here: .*256 KiB.*\n.*ffmpeg-failed: It broke\.\n$/,
  );
  log.note('too late');
  expect(log.read(log.size - 20, 100)).not.toContain('too late');
  log.remove();
});

test('the next daemon reads what a killed one left, without its half line', () => {
  const log = AttemptLog.begin(path, REF, '');
  log.line(detail('one'));
  appendFileSync(path, 'half a li');
  const again = AttemptLog.resume(path);
  expect(again?.ref).toEqual(REF);
  expect(again?.read(0, 1000)).toBe(`${STAMP} one\n`);
  again?.line(detail('two'));
  expect(readFileSync(path, 'utf8')).toContain(`${STAMP} one\n${STAMP} two\n`);
  log.remove();
  again?.remove();
});

test('a file that is no log is none, and a folder that is not there ends no attempt', () => {
  writeFileSync(path, 'something else\n');
  expect(AttemptLog.resume(path)).toBeUndefined();
  const lost = AttemptLog.begin(join(folder, 'none/a.log'), REF, '');
  lost.line(detail('one'));
  lost.end('end');
  expect([lost.size, lost.read(0, 10)]).toEqual([0, '']);
  lost.remove();
});
