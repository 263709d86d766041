import { lowerRole, roleRefusal, roleSuffices } from './roles.policy.js';

test('a higher role may do what a lower one may', () => {
  expect(roleSuffices('owner', ['admin'])).toBe(true);
  expect(roleSuffices('admin', ['owner', 'admin'])).toBe(true);
  expect(roleSuffices('admin', ['owner'])).toBe(false);
  expect(roleSuffices('member', ['owner', 'admin'])).toBe(false);
  expect(roleSuffices('member', [])).toBe(true);
});

test('the lower of two roles', () => {
  expect(lowerRole('owner', 'member')).toBe('member');
  expect(lowerRole('admin', 'owner')).toBe('admin');
});

test('the refusal names what is needed and what is there', () => {
  expect(roleRefusal('member', ['admin', 'owner'])).toMatch(/role owner or admin .* role member\./);
});
