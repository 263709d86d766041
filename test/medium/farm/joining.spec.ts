import { WIRE_VERSION } from '../../../shared/src/wire/index.js';
import { ConversationFarm } from './conversation-farm.js';

jest.setTimeout(25_000);

let farm: ConversationFarm;
beforeAll(async () => {
  farm = await ConversationFarm.start();
});
afterEach(() => farm.tidy());
afterAll(() => farm.stop());

describe('joining', () => {
  test('a wrong token, a wrong credential and none at all are refused before any event', async () => {
    const stranger = farm.stranger({ joinToken: 'vf_join_wrong' });
    await expect(stranger.join()).rejects.toThrow(/not valid/);
    stranger.credential = 'vf_agent_wrong';
    await expect(stranger.connect()).rejects.toThrow(/not valid/);
    stranger.credential = undefined;
    await expect(stranger.connect()).rejects.toThrow(/not valid/);
  });
  test('may be repeated until the first hello, and then not', async () => {
    const fresh = farm.stranger();
    const first = await fresh.join();
    const second = await fresh.join();
    expect([first.ok, second.ok]).toEqual([true, true]);
    await fresh.connect();
    await fresh.hello();
    expect(await fresh.join()).toMatchObject({ ok: false, code: 'already-joined' });
  });
  test('a joining agent may say nothing else, and a member may not join again', async () => {
    const member = await farm.agent();
    expect(await member.askRaw('join', { agentId: member.agentId, name: 'x' })).toMatchObject({
      ok: false,
      code: 'wrong-door',
    });
  });
  test('an agent of another wire version is told to upgrade', async () => {
    const old = farm.stranger({ version: '9.0' });
    await old.join();
    await old.connect();
    expect(await old.hello()).toMatchObject({ ok: false, code: 'unsupported-version' });
  });
});

test('an agent one minor version older is served, from hello to the end of a job', async () => {
  const [major, minor] = WIRE_VERSION.split('.').map(Number);
  const old = await farm.agent({ version: `${major}.${(minor ?? 0) - 1}` });
  const job = await farm.submit();
  const order = await old.offer();
  expect((await old.beat([{ order, percent: 40 }])).ok).toBe(true);
  await old.finish(order);
  expect((await farm.seen(job)).state).toBe('completed');
});

describe('messages', () => {
  test('what does not parse is answered and changes nothing', async () => {
    const talker = await farm.agent();
    expect(await talker.askRaw('beat', { nonsense: true })).toMatchObject({
      ok: false,
      code: 'bad-message',
    });
    expect(await talker.askRaw('attempt.done', null)).toMatchObject({ ok: false, code: 'bad-message' });
    expect((await talker.beat()).ok).toBe(true);
  });
  test('a beat before hello, or of another boot: say hello', async () => {
    const shy = farm.stranger();
    await shy.join();
    await shy.connect();
    expect(await shy.beat()).toMatchObject({ ok: false, code: 'say-hello' });
  });
});
