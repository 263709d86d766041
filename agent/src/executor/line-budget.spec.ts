import { LineBudget } from './line-budget.js';

test('beyond the budget programs are only counted, and the next note carries the count', () => {
  const budget = new LineBudget();
  const detail = { at: 0, kind: 'detail' as const, text: 'x'.repeat(1024) };
  const taken = Array.from({ length: 400 }, () => budget.take(detail));
  expect(taken.filter((leftOut) => leftOut === 0)).toHaveLength(384);
  expect(taken.filter((leftOut) => leftOut === undefined)).toHaveLength(16);
  const note = { at: 0, kind: 'note' as const, text: 'render ended' };
  expect([budget.take(note), budget.take(note)]).toEqual([16, 0]);
});
