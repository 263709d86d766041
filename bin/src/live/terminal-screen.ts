import { stripVTControlCharacters } from 'node:util';

/** What drawing needs of a terminal; `process.stdout` fits. */
export interface TerminalStream {
  columns?: number;
  rows?: number;
  write(text: string): unknown;
}

const HOME = '\u001b[H';
const CLEAR_LINE_END = '\u001b[K';
const CLEAR_BELOW = '\u001b[J';
const OTHER_SCREEN = '\u001b[?1049h\u001b[?25l';
const BACK = '\u001b[?25h\u001b[?1049l';

/** Redraws a whole screen in place, on the terminal's second screen, so that what stood there comes back afterwards. */
export class TerminalScreen {
  constructor(private readonly stream: TerminalStream) {
    stream.write(OTHER_SCREEN);
  }

  draw(lines: string[]): void {
    // A terminal that knows no size says 0.
    const columns = this.stream.columns || 80;
    const rows = this.stream.rows || 24;
    const shown = lines.slice(0, rows - 1).map((line) => `${plain(line).slice(0, columns)}${CLEAR_LINE_END}`);
    this.stream.write(`${HOME}${shown.join('\n')}\n${CLEAR_BELOW}`);
  }

  close(): void {
    this.stream.write(BACK);
  }
}

/** Names of jobs are customers' texts: nothing in them may drive the terminal. */
export const plain = (line: string): string =>
  stripVTControlCharacters(line).replace(/[\u0000-\u001f\u007f-\u009f]/g, ' ');
