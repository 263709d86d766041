import { seat, type Seatable } from './seating.policy.js';

const since = new Date(1_000_000);
const order = (id: string, failedOn: string[] = [], dueMs = 2_000_000): Seatable => ({
  id,
  failedOn,
  notBefore: new Date(dueMs),
});
const seated = (orders: Seatable[], agents: string[], able = agents) =>
  seat(orders, agents, { able, keptForOthersSince: since }).map((one) => `${one.order.id}→${one.agentId}`);

describe('who of a batch gets which order', () => {
  test('the first the first, and nobody two', () => {
    expect(seated([order('1'), order('2'), order('3')], ['a', 'b'])).toEqual(['1→a', '2→b']);
  });
  test('an order that failed here goes to another one', () => {
    expect(seated([order('1', ['a']), order('2')], ['a', 'b'])).toEqual(['1→b', '2→a']);
  });
  test('it waits when the others of the batch are gone and an able one is left elsewhere', () => {
    expect(seated([order('1', ['a'])], ['a'], ['a', 'b'])).toEqual([]);
  });
  test('it may come back when every able one has failed it, or when it waited long enough', () => {
    expect(seated([order('1', ['a', 'b', 'gone'])], ['a'], ['a', 'b'])).toEqual(['1→a']);
    expect(seated([order('1', ['a'], 1_000_000)], ['a'], ['a', 'b'])).toEqual(['1→a']);
  });
});
