import type { Progress } from '@farm/shared/wire';
import { journal } from '../platform/journal.js';

/** Notes each quarter of the frames: enough to see in a log how fast a render was, and where it stopped. */
export class QuarterNotes {
  private noted = 0;

  look({ framesDone, framesTotal, fps }: Progress): void {
    const quarter = framesTotal > 0 ? Math.floor((4 * framesDone) / framesTotal) : 0;
    if (quarter <= this.noted) return;
    this.noted = quarter;
    const pace = fps === undefined ? '' : `, ${fps.toFixed(1)} frames a second`;
    journal.note(`${framesDone} of ${framesTotal} frames${pace}`);
  }
}
