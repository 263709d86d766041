import { AGENT_EVENTS } from '../../shared/src/wire/index.js';

const ID = '018f4b1e-7c3a-7d44-9c55-2f6a1b0c9d8e';
const beat = { bootId: ID, attempts: [], load: 0.5, diskFreeBytes: 10, accepting: true };

test('a beat may tell how the machine feels; what makes no sense is left out and the beat counts', () => {
  const vitals = { cpuPercent: 41.5, gpus: [{ model: 'RTX 4090', temperature: 70 }] };
  expect(AGENT_EVENTS.beat.payload.parse({ ...beat, vitals }).vitals).toEqual(vitals);
  for (const nonsense of [null, 'hot', { cpuPercent: 101 }, { cpuPercent: NaN }, { gpus: [{}] }])
    expect(AGENT_EVENTS.beat.payload.parse({ ...beat, vitals: nonsense }).vitals).toBeUndefined();
});
