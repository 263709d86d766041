import { presence, rhythm } from './presence.policy.js';

describe('rhythm of the fleet', () => {
  test('a small fleet beats every second, so that progress is never older', () => {
    expect(rhythm(1, 15_000)).toEqual({ heartbeatMs: 800, leaseTtlMs: 15_000 });
    expect(rhythm(200, 15_000).heartbeatMs).toBe(1000);
  });
  test('a fleet of any size sends no more than 200 beats a second', () => {
    for (const agents of [500, 1000, 10_000, 100_000])
      expect((agents / rhythm(agents, 15_000).heartbeatMs) * 1000).toBeLessThanOrEqual(200);
  });
  test('a lease survives lost beats, whatever the size and the setting', () => {
    for (const agents of [1, 1000, 50_000])
      for (const ttl of [1000, 15_000, 60_000]) {
        const { heartbeatMs, leaseTtlMs } = rhythm(agents, ttl);
        expect(leaseTtlMs).toBeGreaterThanOrEqual(heartbeatMs * 4);
        expect(leaseTtlMs).toBeGreaterThanOrEqual(ttl);
      }
  });
});

describe('presence', () => {
  const pace = rhythm(1, 15_000);
  test.each([
    [1000, 'online'],
    [5700, 'online'],
    [10_000, 'stale'],
    [16_000, 'lost'],
  ])('silent for %d ms: %s', (silence, expected) => {
    expect(presence(new Date(100_000 - silence), 100_000, pace)).toBe(expected);
  });
  test('never heard of: lost', () => expect(presence(null, 0, pace)).toBe('lost'));
});
