import { afterFailure, gate, isForgiven, speaksOfHardware, type Quarantine } from './quarantine.policy.js';

const MINUTE = 60_000;
const fail = (known: Quarantine | undefined, orderId: string, now: number): Quarantine =>
  afterFailure(known, { engine: 'nvenc', orderId, message: 'No capable devices found' }, now);
const thrice = (now = 0): Quarantine =>
  ['a', 'b', 'c'].reduce<Quarantine | undefined>(
    (known, id) => fail(known, id, now),
    undefined,
  ) as Quarantine;

test('three orders in a row shut an engine off for a minute, then it is tried', () => {
  expect(gate(fail(fail(undefined, 'a', 0), 'b', 0), 0)).toBe('open');
  const shut = thrice();
  expect(shut).toMatchObject({ level: 1, until: new Date(MINUTE) });
  expect([gate(shut, MINUTE - 1), gate(shut, MINUTE)]).toEqual(['shut', 'trial']);
});

test('one broken order proves nothing, however often it fails', () => {
  let known = fail(undefined, 'a', 0);
  for (let i = 0; i < 9; i++) known = fail(known, 'a', 0);
  expect(gate(known, 0)).toBe('open');
});

test('each trial that fails doubles the time, up to an hour', () => {
  let known = thrice();
  const minutes: number[] = [];
  for (let i = 0; i < 8; i++) {
    const now = known.until?.getTime() ?? 0;
    known = fail(known, `trial ${i}`, now);
    minutes.push(((known.until?.getTime() ?? 0) - now) / MINUTE);
  }
  expect(minutes).toEqual([2, 4, 8, 16, 32, 60, 60, 60]);
});

test('what began before the engine was shut off changes nothing, well or badly', () => {
  const shut = thrice();
  expect(fail(shut, 'd', 1)).toMatchObject({ level: 1, until: shut.until });
  expect(isForgiven(shut, 1)).toBe(false);
  expect(isForgiven(shut, MINUTE)).toBe(true);
});

test.each([
  ['nvenc', 'encoder-failed', true],
  ['vaapi', 'encoder-failed', true],
  ['nvenc', 'source-not-found', false],
  ['nvenc', 'agent-lost', false],
  ['cpu', 'encoder-failed', false],
  ['io', 'encoder-failed', false],
] as const)('%s, %s speaks of the hardware: %p', (engine, code, expected) =>
  expect(speaksOfHardware(engine, code)).toBe(expected),
);
