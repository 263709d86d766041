import { alike, nextRoom, wishOf, type Seeker } from './seekers.policy.js';

const session = (agentId: string, maxWidth = 8192, labels: string[] = []) => ({
  ...{ agentId, maxWidth, maxHeight: 4096, labels },
});
const seeker = (
  agentId: string,
  engines: ('io' | 'cpu' | 'nvenc')[],
  maxWidth?: number,
  labels?: string[],
) => ({
  session: session(agentId, maxWidth, labels),
  rooms: engines.map((engine) => ({ engine, slots: 2, makes: [] as string[] })),
});
const names = (kinds: Seeker<ReturnType<typeof session>>[][]) =>
  kinds.map((kind) => kind.map(({ session: { agentId } }) => agentId).join());

describe('agents that are alike', () => {
  test('same engine, sizes and labels, in whatever order those come; the row of agents stays', () => {
    const all = [
      seeker('a', ['cpu']),
      seeker('b', ['nvenc', 'cpu']),
      seeker('c', ['cpu'], 1920),
      seeker('d', ['cpu'], 8192, ['x', 'y']),
      seeker('e', ['cpu']),
      seeker('f', ['cpu'], 8192, ['y', 'x']),
    ];
    expect(names(alike(all))).toEqual(['a,e', 'b', 'c', 'd,f']);
    expect(names(alike(all.map(nextRoom)))).toEqual(['a,e', 'b', 'c', 'd,f']);
  });

  test('agents that make other formats are not alike', () => {
    const [a, b] = [seeker('a', ['cpu']), seeker('b', ['cpu'])];
    b.rooms[0]?.makes.push('webm', 'vp9');
    expect(names(alike([a, b]))).toEqual(['a', 'b']);
    expect(wishOf([b], []).makes).toEqual(['webm', 'vp9']);
  });

  test('they ask for one order each; orders are kept only for agents that can do as much', () => {
    const batch = [seeker('a', ['cpu'], 4096, ['x']), seeker('b', ['cpu'], 4096, ['x'])];
    const fleet = [
      ...batch.map((one) => one.session),
      session('big', 8192, ['y']),
      session('small', 640, ['z']),
    ];
    expect(wishOf(batch, fleet)).toEqual({
      ...{ engine: 'cpu', maxWidth: 4096, maxHeight: 4096, labels: ['x'], makes: [] },
      seats: [
        { agentId: 'a', slots: 2 },
        { agentId: 'b', slots: 2 },
      ],
      ableAgents: ['a', 'b', 'big'],
      ableLabels: ['x', 'y'],
    });
  });
});
