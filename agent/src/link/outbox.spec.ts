import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Outbox, type Report } from './outbox.js';

let folder: string;
let outbox: Outbox;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'framefarm-outbox-'));
  outbox = new Outbox(folder);
  await outbox.open();
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const ONE = '0191d0c2-0000-7000-8000-000000000001';
const ORDER = '0191d0c2-0000-7000-8000-000000000002';

const report = (attemptId: string, message = 'It broke.'): Report => ({
  event: 'attempt.failed',
  payload: { attemptId, orderId: ORDER, token: 1, failure: { code: 'crashed', message } },
});

test('a report is on disk before anybody may send it, so that one dropped at once leaves no file', async () => {
  const put = outbox.put(report(ONE));
  expect(outbox.has(ONE)).toBe(true);
  expect(outbox.pending()).toEqual([]);
  await put;
  expect(readdirSync(folder)).toEqual([`${ONE}.json`]);
  expect(outbox.pending()).toHaveLength(1);
});

test('a drop during the write waits for it and leaves nothing', async () => {
  const put = outbox.put(report(ONE));
  await outbox.drop(ONE);
  await put;
  expect(readdirSync(folder)).toEqual([]);
  expect(outbox.has(ONE)).toBe(false);
});

test('an attempt ends once: the first report stays, also when the second comes during its write', async () => {
  await Promise.all([outbox.put(report(ONE, 'First.')), outbox.put(report(ONE, 'Second.'))]);
  await outbox.put(report(ONE, 'Third.'));
  const again = new Outbox(folder);
  await again.open();
  expect(again.pending()).toEqual([report(ONE, 'First.')]);
});
