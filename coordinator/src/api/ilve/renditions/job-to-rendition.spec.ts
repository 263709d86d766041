import { countsToStats, renditionStatus, statusFilter } from './job-to-rendition.js';

test.each([
  ['pending', 'pending', 'queued'],
  ['rendering', 'preparing', 'processing'],
  ['rendering', 'rendering', 'rendering'],
  ['rendering', 'uploading', 'processing'],
  ['completed', 'completed', 'completed'],
  ['cancelled', 'cancelled', 'cancelled'],
] as const)('a job that is %s (%s) is a rendition that is %s', (state, stage, status) => {
  expect(renditionStatus({ state, stage })).toBe(status);
});

test('every status but none is a filter; pending means queued', () => {
  expect(statusFilter(undefined)).toEqual({});
  expect(statusFilter('pending')).toEqual(statusFilter('queued'));
  expect(statusFilter('rendering')).toEqual({ states: ['rendering'], drawing: true });
});

test('the parts of the stats add up to the total', () => {
  const stats = countsToStats({
    pending: 1,
    rendering: 5,
    drawing: 3,
    completed: 7,
    failed: 2,
    cancelled: 4,
  });
  const { total, ...parts } = stats;
  expect(total).toBe(19);
  expect(Object.values(parts).reduce((sum, part) => sum + part)).toBe(total);
});
