import type { JournalLine } from '../platform/journal.js';

/** Characters of details that one attempt may tell its parent; the log keeps less. */
const MOST = 384 * 1024;

/** Keeps a program that prints without end from keeping the parent busy: what is too much is only counted. */
export class LineBudget {
  private used = 0;
  private leftOut = 0;

  /** How many lines were left out before this one; undefined: this one is left out too. */
  take({ kind, text }: JournalLine): number | undefined {
    if (kind === 'detail' && this.used + text.length > MOST) {
      this.leftOut++;
      return undefined;
    }
    if (kind === 'detail') this.used += text.length;
    const { leftOut } = this;
    this.leftOut = 0;
    return leftOut;
  }
}
