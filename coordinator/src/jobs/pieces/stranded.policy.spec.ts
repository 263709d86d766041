import { givenUp, missingAfter, PATIENCE_MS } from './stranded.policy.js';

const room = (engine: 'cpu' | 'nvenc') => ({ engine, slots: 1, maxWidth: 4096, maxHeight: 4096, labels: [] });

describe('pieces whose encoder is gone', () => {
  test('are given up when nobody had it for long enough, and not while somebody has', () => {
    const first = missingAfter(new Map(), ['nvenc', 'cpu'], [room('cpu')], 1000);
    expect([...first]).toEqual([['nvenc', 1000]]);
    expect(givenUp(first, 1000 + PATIENCE_MS - 1)).toEqual([]);
    const later = missingAfter(first, ['nvenc'], [room('cpu')], 1000 + PATIENCE_MS);
    expect(givenUp(later, 1000 + PATIENCE_MS)).toEqual(['nvenc']);
    expect([...missingAfter(first, ['nvenc'], [room('nvenc')], 2000)]).toEqual([]);
  });

  test('wait with everything else while no agent is there at all', () => {
    const first = missingAfter(new Map(), ['nvenc'], [room('cpu')], 0);
    expect([...missingAfter(first, ['nvenc'], [], PATIENCE_MS)]).toEqual([]);
  });
});
