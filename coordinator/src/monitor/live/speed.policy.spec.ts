import { isLookDue } from './pace.policy.js';
import { averageSpeed, secondsLeft, speedAfter, type Speed } from './speed.policy.js';

const after = (looks: [framesDone: number, at: number][]): Speed | undefined =>
  looks.reduce<Speed | undefined>((speed, [framesDone, at]) => speedAfter(speed, framesDone, at), undefined);

describe('the speed of an attempt', () => {
  test('one look says nothing; two do', () => {
    expect(after([[10, 0]])?.fps).toBeNull();
    expect(
      after([
        [10, 0],
        [40, 1000],
      ])?.fps,
    ).toBe(30);
  });
  test('it follows a change without jumping', () => {
    const fps =
      after([
        [0, 0],
        [30, 1000],
        [90, 2000],
      ])?.fps ?? 0;
    expect(fps).toBeGreaterThan(30);
    expect(fps).toBeLessThan(60);
  });
  test('looks between two beats leave it as it was', () => {
    expect(
      after([
        [0, 0],
        [30, 1000],
        [30, 1200],
        [30, 1500],
      ]),
    ).toEqual(
      after([
        [0, 0],
        [30, 1000],
      ]),
    );
    expect(
      after([
        [0, 0],
        [30, 100],
      ])?.fps,
    ).toBeNull();
  });
  test('another try of the same begins anew', () =>
    expect(
      after([
        [90, 0],
        [0, 1000],
      ])?.fps,
    ).toBeNull());
  test('a first look knows the average', () => {
    expect(averageSpeed(60, new Date(0), new Date(2000))).toBe(30);
    expect(averageSpeed(0, new Date(0), new Date(2000))).toBeNull();
    expect(averageSpeed(9, new Date(0), new Date(10))).toBeNull();
  });
  test.each([
    [30, 40, 100, 2],
    [30, 100, 100, 0],
    [null, 40, 100, null],
    [0, 40, 100, null],
    [30, 0, 0, null],
  ])('at %p fps with %i of %i frames: %p s', (fps, done, total, left) =>
    expect(secondsLeft(fps, done, total)).toBe(left),
  );
});

describe('when the ledger is looked at', () => {
  const last = { beganAt: 10_000, tookMs: 5 };
  test.each([
    [undefined, 0, false, true],
    [last, 10_400, true, false],
    [last, 10_500, true, true],
    [last, 10_500, false, false],
    [last, 12_000, false, true],
    // A look that took 100 ms may be repeated after two seconds: five percent.
    [{ beganAt: 10_000, tookMs: 100 }, 11_500, true, false],
    [{ beganAt: 10_000, tookMs: 100 }, 12_000, true, true],
  ])('after %j at %i, changed %p: %p', (look, now, changed, due) =>
    expect(isLookDue(look, now, changed)).toBe(due),
  );
});
