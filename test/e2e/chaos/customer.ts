import type { ChaosFarm } from './chaos-farm.js';
import type { SeededRandom } from './random.js';

/** Seconds of a film: small, because what is tested is everything around it; long enough for pieces of two seconds. */
const WHOLE_SECONDS = [0.5, 1, 1];
const PIECES_SECONDS = [3, 5];

/** `sound`: where one can be fetched; absent: a silent film. */
function sceneOf(index: number, random: SeededRandom, seconds: readonly number[], sound?: string): object {
  const duration = random.pick(seconds);
  const style = { fontSize: 20, color: '#ffffff', fontFamily: 'Inter' };
  const text = { type: 'text', text: `Film ${index}`, start: 0, duration, style };
  const composition = { width: 96, height: 54, fps: 10, sourceDuration: duration };
  return {
    name: `film ${index}`,
    layers: [
      { type: 'composition', ...composition, backgroundColor: '#102040' },
      ...(random.next() < 0.5 ? [text] : []),
      ...(sound === undefined ? [] : [{ type: 'audio', src: sound, start: 0, duration }]),
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
    const body = { videoJSON: this.scene(index), webhookUrl: this.farm.receiver.url(hook) };
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
  private scene(index: number): object {
    const { cutsFilms, sounds } = this.farm;
    if (!cutsFilms) return sceneOf(index, this.random, WHOLE_SECONDS);
    const sound = this.random.next() < 0.3 ? sounds.url : undefined;
    return sceneOf(index, this.random, PIECES_SECONDS, sound);
  }
}
