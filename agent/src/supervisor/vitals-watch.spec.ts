import { VitalsWatch } from './vitals-watch.js';

function watchWith({ heatMs = 0 } = {}) {
  let now = 0;
  const asked = { load: 0, heat: 0 };
  const watch = new VitalsWatch('/nowhere', {
    now: () => now,
    load: () => Promise.resolve({ cpuPercent: ++asked.load }),
    heat: () => {
      now += heatMs;
      asked.heat++;
      return Promise.resolve({ cpuTemperature: 50 });
    },
  });
  /** A beat at a moment, ms. */
  const beat = async (at: number) => {
    now = Math.max(now, at);
    const seen = watch.fresh();
    await watch.settled();
    return seen;
  };
  return { asked, beat };
}

test('a measurement is told once, by the beat after it', async () => {
  const { beat } = watchWith();
  expect(await beat(0)).toBeUndefined();
  expect(await beat(800)).toEqual({ cpuPercent: 1, cpuTemperature: 50 });
  expect(await beat(1600)).toBeUndefined();
});

test('beats of a minute measure at their own pace', async () => {
  const { asked, beat } = watchWith();
  for (let at = 0; at < 60_000; at += 800) await beat(at);
  expect(asked).toEqual({ load: 11, heat: 2 });
});

test('a driver that takes two seconds is asked every 200 s', async () => {
  const { asked, beat } = watchWith({ heatMs: 2000 });
  for (let at = 0; at < 400_000; at += 1000) await beat(at);
  expect(asked.heat).toBe(2);
});

test('a probe that fails is a gap, no failure', async () => {
  const watch = new VitalsWatch('/nowhere', {
    load: () => Promise.reject(new Error('no /proc here')),
    heat: () => Promise.resolve({ cpuTemperature: 40 }),
  });
  watch.fresh();
  await watch.settled();
  expect(watch.fresh()).toEqual({ cpuTemperature: 40 });
});
