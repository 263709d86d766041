import type { ChaosFarm } from './chaos-farm.js';
import type { SeededRandom } from './random.js';

/** One second or less, small: what is tested is everything around it. */
function sceneOf(index: number, random: SeededRandom): object {
  const duration = random.pick([0.5, 1, 1]);
  const text = {
    type: 'text',
    text: `Film ${index}`,
    start: 0,
    duration,
    style: { fontSize: 20, color: '#ffffff', fontFamily: 'Inter' },
  };
  return {
    name: `film ${index}`,
    layers: [
      {
        type: 'composition',
        width: 96,
        height: 54,
        fps: 10,
        sourceDuration: duration,
        backgroundColor: '#102040',
      },
      ...(random.next() < 0.5 ? [text] : []),
    ],
  };
}

/** Orders films as a good client does: with an idempotency key, again and again until somebody answers. */
export class Customer {
  readonly jobs = new Map<string, { hook: string }>();
  private asked = 0;

  constructor(
    private readonly farm: ChaosFarm,
    private readonly random: SeededRandom,
    private readonly patienceMs = 60_000,
  ) {}

  async order(): Promise<void> {
    const index = ++this.asked;
    const hook = `/films/${index}`;
    const body = { videoJSON: sceneOf(index, this.random), webhookUrl: this.farm.receiver.url(hook) };
    const end = Date.now() + this.patienceMs;
    for (;;) {
      try {
        const headers = { 'idempotency-key': `film-${index}` };
        const { jobId } = await this.farm.call<{ jobId: string }>('POST', '/v1/render', body, headers);
        this.jobs.set(jobId, { hook });
        return;
      } catch (error) {
        if (Date.now() > end) throw error;
        await new Promise((resolve) => setTimeout(resolve, 200));
      }
    }
  }
}
