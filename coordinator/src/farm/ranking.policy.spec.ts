import { ranked } from './ranking.policy.js';

const NOW = 1000;
const names = (candidates: { name: string; speed: number; troubledUntil: number }[]) =>
  ranked(candidates, NOW).map(({ name }) => name);

test('the fastest first, those in trouble last', () => {
  const processor = { name: 'processor', speed: 60, troubledUntil: 0 };
  const card = { name: 'card', speed: 600, troubledUntil: 0 };
  const broken = { name: 'broken', speed: 900, troubledUntil: NOW + 1 };
  const well = { name: 'well again', speed: 900, troubledUntil: NOW };
  expect(names([processor, broken, card, well])).toEqual(['well again', 'card', 'processor', 'broken']);
});

test('equals stay in their order, and nobody is lost', () => {
  const same = ['a', 'b', 'c'].map((name) => ({ name, speed: 0, troubledUntil: 0 }));
  expect(names(same)).toEqual(['a', 'b', 'c']);
});
