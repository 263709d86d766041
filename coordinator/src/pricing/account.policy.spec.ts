import {
  balanceOf,
  canPay,
  creditsOf,
  nextPeriod,
  rolled,
  standingOf,
  withUse,
  type Account,
} from './account.policy.js';

const NOVEMBER = new Date('2026-11-24T08:00:00Z');
const account = (change: Partial<Account> = {}): Account => ({
  monthly: 10,
  used: 4,
  period: '2026-11',
  ...change,
});

test('a new month starts with nothing used', () => {
  expect(rolled(account(), NOVEMBER)).toEqual(account());
  expect(rolled(account(), new Date('2026-12-01T00:00:00Z'))).toEqual(
    account({ used: 0, period: '2026-12' }),
  );
  expect(nextPeriod(new Date('2026-12-31T23:59:59Z'))).toEqual(new Date('2027-01-01T00:00:00Z'));
});

test('what comes late from a month before does not bring that month back', () => {
  expect(rolled(account(), new Date('2026-10-31T23:59:59Z'))).toEqual(account());
});

test('an ended job moves the account by the difference to what it reserved, or gives that back', () => {
  const line = { id: 'x', workspaceId: 'w', jobId: 'j', metadata: { reserved: 0.3 }, createdAt: NOVEMBER };
  expect(creditsOf({ ...line, action: 'consumed', amount: 0.1 })).toBe(-0.2);
  expect(creditsOf({ ...line, action: 'consumed', amount: 0.4 })).toBe(0.1);
  expect(creditsOf({ ...line, action: 'refunded', amount: 0.3, metadata: null })).toBe(-0.3);
});

test('a charge fits up to the last hundredth, whatever binary fractions say', () => {
  expect(canPay(account({ used: 9.7 }), 0.3)).toBe(true);
  expect(canPay(account({ used: 9.7 }), 0.31)).toBe(false);
  expect(canPay(account({ monthly: 0.3, used: 0.1 }), 0.2)).toBe(true);
  expect(canPay(account({ monthly: null, used: 2_000_000 }), 5)).toBe(true);
  expect(canPay(account({ monthly: 0, used: 0 }), 0.01)).toBe(false);
});

test('the balance is what is left; without a quota it is a large constant', () => {
  expect(balanceOf(account())).toBe(6);
  expect(standingOf(account({ used: 10.5 }), NOVEMBER)).toMatchObject({ balance: -0.5, limited: true });
  expect(standingOf(account({ monthly: null, used: 2_000_000 }), NOVEMBER)).toMatchObject({
    balance: 1_000_000,
    monthly: 1_000_000,
    limited: false,
  });
});

test('a refund from last month takes nothing off below zero', () => {
  expect(withUse(account({ used: 0.1 }), -0.5).used).toBe(0);
  expect(withUse(account({ used: 0.1 }), 0.2).used).toBe(0.3);
});
