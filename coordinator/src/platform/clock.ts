/** Stops a timer. */
export type StopTimer = () => void;

/** Time behind an interface, so that tests own it. Inject the class itself: `constructor(clock: Clock)`. */
export abstract class Clock {
  /** Milliseconds since the epoch. */
  abstract now(): number;
  /** Runs once after `ms`; does not keep the process alive. */
  abstract after(ms: number, run: () => void): StopTimer;
  /** Runs every `ms`; does not keep the process alive. */
  abstract every(ms: number, run: () => void): StopTimer;

  date(): Date {
    return new Date(this.now());
  }
}

export class SystemClock extends Clock {
  now(): number {
    return Date.now();
  }

  after(ms: number, run: () => void): StopTimer {
    const timer = setTimeout(run, ms).unref();
    return () => clearTimeout(timer);
  }

  every(ms: number, run: () => void): StopTimer {
    const timer = setInterval(run, ms).unref();
    return () => clearInterval(timer);
  }
}
