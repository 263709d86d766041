import { divide } from './divide.policy.js';
import type { FleetFacts } from './fleet.port.js';

const film = (seconds: number) => ({ width: 1920, height: 1080, fps: 30, frames: seconds * 30 });
const fleet = (slots: number, engine: 'cpu' | 'nvenc' = 'cpu', labels: string[] = []): FleetFacts =>
  Array.from({ length: slots }, () => ({ engine, slots: 1, maxWidth: 4096, maxHeight: 4096, labels }));
const auto = { mode: 'auto', requires: [], cap: 0 } as const;

describe('one piece or many', () => {
  test.each([
    ['a short film', film(10), fleet(10)],
    ['one place', film(3600), fleet(1)],
    ['no place', film(3600), []],
    ['a size that nobody makes', { ...film(3600), width: 7680, height: 4320 }, fleet(10)],
    ['a film of unknown length', film(0), fleet(10)],
  ])('%s stays whole', (_name, one, rooms) => {
    expect(divide(one, rooms, auto)).toBeUndefined();
  });

  test('a long film on several places is cut, into more pieces where there are more', () => {
    const few = divide(film(600), fleet(3), auto);
    const many = divide(film(600), fleet(64), auto);
    expect(few?.encoder).toBe('cpu');
    expect(many?.pieceFrames).toBeLessThan(few?.pieceFrames ?? 0);
    expect((few?.pieceFrames ?? 0) % 60).toBe(0);
  });

  test('one more agent does not move the cuts', () => {
    expect(divide(film(600), fleet(5), auto)).toEqual(divide(film(600), fleet(6), auto));
  });

  test('the engine with more places is pinned; a card wins a tie', () => {
    const mixed = [...fleet(2), ...fleet(5, 'nvenc')];
    expect(divide(film(600), mixed, auto)?.encoder).toBe('nvenc');
    expect(divide(film(600), [...fleet(2), ...fleet(2, 'nvenc')], auto)?.encoder).toBe('nvenc');
    expect(divide(film(600), [...fleet(6), ...fleet(5, 'nvenc')], auto)?.encoder).toBe('cpu');
  });

  test('the operator may forbid or force it', () => {
    expect(divide(film(3600), fleet(64), { ...auto, mode: 'never' })).toBeUndefined();
    expect(divide(film(10), [], { ...auto, mode: 'always' })).toEqual({ encoder: 'cpu', pieceFrames: 60 });
  });

  test('only agents with the required labels count', () => {
    const labelled = [...fleet(6), ...fleet(2, 'nvenc', ['studio'])];
    expect(divide(film(600), labelled, auto)?.encoder).toBe('cpu');
    expect(divide(film(600), labelled, { ...auto, requires: ['studio'] })?.encoder).toBe('nvenc');
    expect(divide(film(600), fleet(6), { ...auto, requires: ['studio'] })).toBeUndefined();
  });

  test('a workspace that may render one thing at a time gains nothing', () => {
    expect(divide(film(600), fleet(6), { ...auto, cap: 1 })).toBeUndefined();
    expect(divide(film(600), fleet(64), { ...auto, cap: 3 })).toEqual(divide(film(600), fleet(3), auto));
  });
});
