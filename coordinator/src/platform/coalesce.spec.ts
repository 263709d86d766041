import { coalesced } from './coalesce.js';

describe('questions asked together', () => {
  /** Answers when it is told to, and remembers what it was asked. */
  function slow() {
    const asked: number[][] = [];
    const answer: (() => void)[] = [];
    const ask = (keys: number[]) =>
      new Promise<string[]>((resolve) => {
        asked.push(keys);
        answer.push(() => resolve(keys.map((key) => `answer ${key}`)));
      });
    return { asked, answer, ask };
  }
  const moment = () => new Promise((resolve) => setImmediate(resolve));

  test('in one breath: one question, and everybody gets their own answer', async () => {
    const { asked, answer, ask } = slow();
    const one = coalesced(ask);
    const all = [one(1), one(2), one(3)];
    await moment();
    answer[0]?.();
    expect(await Promise.all(all)).toEqual(['answer 1', 'answer 2', 'answer 3']);
    expect(asked).toEqual([[1, 2, 3]]);
  });

  test('while one is under way the others gather, no more than allowed at a time', async () => {
    const { asked, answer, ask } = slow();
    const one = coalesced(ask, 2);
    const all = [one(1)];
    await moment();
    all.push(one(2), one(3), one(4));
    for (let i = 0; i < 3; i++) {
      answer[i]?.();
      await moment();
    }
    await Promise.all(all);
    expect(asked).toEqual([[1], [2, 3], [4]]);
  });

  test('lanes are asked apart and do not wait for each other', async () => {
    const { asked, answer, ask } = slow();
    const one = coalesced(ask, 100, (key) => (key % 2 === 0 ? 'even' : 'odd'));
    const odd = [one(1), one(3)];
    const even = one(2);
    await moment();
    answer[1]?.();
    expect(await even).toBe('answer 2');
    answer[0]?.();
    await Promise.all(odd);
    expect(asked).toEqual([[1, 3], [2]]);
  });

  test('a failure is told to those who asked, and the next question is asked again', async () => {
    let times = 0;
    const one = coalesced(async (keys: number[]) => {
      if (times++ === 0) throw new Error('away');
      return keys;
    });
    const first = await Promise.allSettled([one(1), one(2)]);
    expect(first.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    expect(await one(3)).toBe(3);
  });

  test('who asks again as soon as the answer is there is not forgotten', async () => {
    const one = coalesced((keys: number[]) => Promise.resolve(keys));
    expect(await one(1).then(() => one(2))).toBe(2);
  });
});
