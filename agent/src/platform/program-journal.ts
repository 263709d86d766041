import { basename } from 'node:path';
import { journal } from './journal.js';
import { LineSplitter } from './split-lines.js';

const PLAIN = /^[\w@%+=:,./-]+$/;
const quoted = (arg: string): string => (PLAIN.test(arg) ? arg : `'${arg.replaceAll("'", `'\\''`)}'`);

/** One program of an attempt in its journal: the command, each line it prints on stderr, how it ended. */
export class ProgramJournal {
  private readonly name: string;
  private readonly began = performance.now();
  private readonly lines: LineSplitter;

  constructor(program: string, args: readonly string[]) {
    this.name = basename(program);
    this.lines = new LineSplitter((line) => journal.detail(`${this.name}: ${line}`));
    journal.detail(`$ ${[this.name, ...args.map(quoted)].join(' ')}`);
  }

  heard(chunk: Uint8Array): void {
    this.lines.push(chunk);
  }

  ended(code: number | null, signal: NodeJS.Signals | null): void {
    this.lines.end();
    const how = code === 0 ? 'ended well' : signal ? `was ended by ${signal}` : `ended with code ${code}`;
    journal.detail(`${this.name} ${how} after ${((performance.now() - this.began) / 1000).toFixed(2)} s`);
  }
}
