import { cutoff } from './retention.policy.js';

const now = new Date('2030-03-10T12:00:00Z');

test('what ended longer ago than it is kept goes', () => {
  expect(cutoff(1, now)).toEqual(new Date('2030-03-09T12:00:00Z'));
  expect(cutoff(30, now)).toEqual(new Date('2030-02-08T12:00:00Z'));
});

test('0 keeps for good', () => expect(cutoff(0, now)).toBeUndefined());
