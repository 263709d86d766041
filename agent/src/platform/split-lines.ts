/** Longest line that is kept whole, characters; a program that prints no end of line must not fill the memory. */
const MOST = 8192;

/** Cuts what a program prints into lines. A carriage return ends a line too; empty lines are left out. */
export class LineSplitter {
  private rest = '';
  private readonly decoder = new TextDecoder();

  constructor(private readonly tell: (line: string) => void) {}

  push(chunk: Uint8Array): void {
    const lines = (this.rest + this.decoder.decode(chunk, { stream: true })).split(/[\r\n]+/);
    this.rest = (lines.pop() ?? '').slice(0, MOST);
    for (const line of lines) this.say(line);
  }

  /** What came without an end of line. */
  end(): void {
    this.say(this.rest);
    this.rest = '';
  }

  private say(line: string): void {
    if (line.trim() !== '') this.tell(line);
  }
}
