/**
 * Gathers single questions into one question for many. The first one is asked at once; those that come while it is
 * under way wait and are asked together, `most` at a time. So an idle farm waits for nothing, and the busier it is the
 * fewer statements it needs. `ask` answers in the order of the keys; when it fails, all of them fail. Only questions of
 * one lane are asked together, and lanes do not wait for each other.
 */
export function coalesced<K, V>(
  ask: (keys: K[]) => Promise<V[]>,
  most = 100,
  laneOf: (key: K) => string = () => '',
): (key: K) => Promise<V> {
  interface Waiting {
    key: K;
    done: (value: V) => void;
    failed: (error: unknown) => void;
  }
  /** The lanes in which a question is under way, with what waits behind it. */
  const lanes = new Map<string, Waiting[]>();

  const rounds = async (lane: string, queue: Waiting[]): Promise<void> => {
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
    lanes.delete(lane);
  };

  return (key) =>
    new Promise<V>((done, failed) => {
      const lane = laneOf(key);
      const queue = lanes.get(lane);
      if (queue) return void queue.push({ key, done, failed });
      const fresh = [{ key, done, failed }];
      lanes.set(lane, fresh);
      // A moment later, so that what is asked in one breath is asked together.
      setImmediate(() => void rounds(lane, fresh));
    });
}
