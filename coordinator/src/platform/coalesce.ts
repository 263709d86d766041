/**
 * Gathers single questions into one question for many. The first one is asked at once; those that come while it is
 * under way wait and are asked together, `most` at a time. So an idle farm waits for nothing, and the busier it is the
 * fewer statements it needs. `ask` answers in the order of the keys; when it fails, all of them fail.
 */
export function coalesced<K, V>(ask: (keys: K[]) => Promise<V[]>, most = 100): (key: K) => Promise<V> {
  interface Waiting {
    key: K;
    done: (value: V) => void;
    failed: (error: unknown) => void;
  }
  const queue: Waiting[] = [];
  let busy = false;

  const round = async (): Promise<void> => {
    while (queue.length > 0) {
      const batch = queue.splice(0, most);
      try {
        const values = await ask(batch.map(({ key }) => key));
        batch.forEach(({ done }, index) => done(values[index] as V));
      } catch (error) {
        for (const { failed } of batch) failed(error);
      }
    }
    // In the same breath as the look at the queue: who comes now begins the next round.
    busy = false;
  };

  return (key) =>
    new Promise<V>((done, failed) => {
      queue.push({ key, done, failed });
      if (busy) return;
      busy = true;
      // A moment later, so that what is asked in one breath is asked together.
      setImmediate(() => void round());
    });
}
