import { keyRole, revokeProblem } from './key-rights.policy.js';

test('a key has the role of its maker, or a lower one that was asked for', () => {
  expect(keyRole('owner', undefined)).toBe('owner');
  expect(keyRole('member', undefined)).toBe('member');
  expect(keyRole('admin', 'member')).toBe('member');
  expect(keyRole('admin', 'owner')).toBeUndefined();
});

test('members revoke their own keys, admins all', () => {
  expect(revokeProblem('member', true)).toBeUndefined();
  expect(revokeProblem('member', false)).toMatch(/owners and admins/);
  expect(revokeProblem('admin', false)).toBeUndefined();
});
