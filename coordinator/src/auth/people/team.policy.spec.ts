import { grantProblem, isLastOwner, removalProblem, roleChangeProblem } from './team.policy.js';

const owner = { role: 'owner', id: 'o' } as const;
const admin = { role: 'admin', id: 'a' } as const;
const member = { role: 'member', id: 'm' } as const;

test('nobody gives a role above their own', () => {
  expect(grantProblem('admin', 'owner')).toMatch(/only by those who have it/);
  expect(grantProblem('admin', 'admin')).toBeUndefined();
  expect(grantProblem('owner', 'owner')).toBeUndefined();
});

test('an admin changes members and admins, never owners', () => {
  expect(roleChangeProblem(admin, 'member', 'admin')).toBeUndefined();
  expect(roleChangeProblem(admin, 'member', 'owner')).toMatch(/owner/);
  expect(roleChangeProblem(admin, 'owner', 'member')).toMatch(/only by an owner/);
  expect(roleChangeProblem(owner, 'owner', 'member')).toBeUndefined();
});

test('everybody may leave; others are taken out by admins, owners by owners', () => {
  expect(removalProblem(member, { id: 'm', role: 'member' })).toBeUndefined();
  expect(removalProblem(member, { id: 'x', role: 'member' })).toMatch(/owners and admins/);
  expect(removalProblem(admin, { id: 'x', role: 'member' })).toBeUndefined();
  expect(removalProblem(admin, { id: 'o', role: 'owner' })).toMatch(/only by an owner/);
  expect(removalProblem({ role: 'owner', id: null }, { id: 'o', role: 'owner' })).toBeUndefined();
});

test('the last owner is the only one who is left', () => {
  expect(isLastOwner(['o'], 'o')).toBe(true);
  expect(isLastOwner(['o', 'p'], 'o')).toBe(false);
  expect(isLastOwner(['p'], 'o')).toBe(false);
});
