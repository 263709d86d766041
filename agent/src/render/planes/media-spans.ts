/** Source seconds that are asked one after the other without a jump back: what one decoder can deliver. */
export interface MediaSpan {
  from: number;
  to: number;
  /** The last asked before the first. */
  backwards: boolean;
}

/** Follows the seconds that one video is asked for, frame by frame; a loop that begins again begins a span. */
export class SpanFollower {
  private direction = 0;
  private last: number | undefined;

  /** Whether this second is the first of a span. */
  begins(time: number): boolean {
    const before = this.last;
    this.last = time;
    if (before === undefined) return true;
    const step = Math.sign(time - before);
    if (step === 0) return false;
    if (this.direction === 0) this.direction = step;
    if (step === this.direction) return false;
    this.direction = 0;
    return true;
  }
}

/** Adds a second to the span that is being asked for. */
export function extend(span: MediaSpan, time: number): void {
  if (time < span.from) span.backwards = true;
  span.from = Math.min(span.from, time);
  span.to = Math.max(span.to, time);
}
