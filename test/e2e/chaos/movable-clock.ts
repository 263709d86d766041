import { existsSync, readdirSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const LIBRARIES = '/usr/lib';

/** Debian's libfaketime, where it is installed. */
function library(): string | undefined {
  if (process.platform !== 'linux') return undefined;
  return readdirSync(LIBRARIES)
    .map((name) => join(LIBRARIES, name, 'faketime/libfaketime.so.1'))
    .find((file) => existsSync(file));
}

/** The clock of one daemon and of what it starts; its timers go on as ever, as with a clock that is set. */
export class MovableClock {
  private constructor(
    private readonly file: string,
    readonly env: Record<string, string>,
  ) {}

  /** Undefined where the library is missing. */
  static make(file: string): MovableClock | undefined {
    const found = library();
    if (found === undefined) return undefined;
    const env = {
      LD_PRELOAD: found,
      FAKETIME_TIMESTAMP_FILE: file,
      FAKETIME_NO_CACHE: '1',
      FAKETIME_DONT_FAKE_MONOTONIC: '1',
    };
    const clock = new MovableClock(file, env);
    clock.set(0);
    return clock;
  }

  /** Seconds ahead of the machine's clock; negative: behind. */
  set(seconds: number): void {
    writeFileSync(`${this.file}.new`, `${seconds < 0 ? '' : '+'}${seconds}\n`);
    renameSync(`${this.file}.new`, this.file);
  }
}
