import { closeSync, openSync, readSync, statSync } from 'node:fs';

const POLL_MS = 150;
const PART = 64 * 1024;

/** Follows a log file that another process appends to, line by line, from its present end. */
export class LogTail {
  private position: number;
  private rest = '';
  private readonly timer: NodeJS.Timeout;

  constructor(
    private readonly file: string,
    private readonly onLine: (line: string) => void,
  ) {
    this.position = statSync(file).size;
    this.timer = setInterval(() => this.read(), POLL_MS);
  }

  /** Reads what is there and stops. */
  stop(): void {
    clearInterval(this.timer);
    this.read();
  }

  private read(): void {
    const { size } = statSync(this.file);
    if (size < this.position) this.position = 0;
    if (size === this.position) return;
    const fd = openSync(this.file, 'r');
    try {
      const part = Buffer.alloc(PART);
      while (this.position < size) {
        const count = readSync(fd, part, 0, PART, this.position);
        if (count === 0) break;
        this.position += count;
        this.push(part.subarray(0, count).toString('utf8'));
      }
    } finally {
      closeSync(fd);
    }
  }

  private push(text: string): void {
    const lines = (this.rest + text).split('\n');
    this.rest = lines.pop() ?? '';
    for (const line of lines) if (line !== '') this.onLine(line);
  }
}
