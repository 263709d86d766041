/** `note`: what the attempt says of itself; `detail`: what its programs say, which is left out first. */
export interface JournalLine {
  /** Milliseconds since 1970. */
  at: number;
  kind: 'note' | 'detail';
  text: string;
}

/**
 * What this process has to tell of its attempt, line by line. The process of an attempt has one listener; in every
 * other process nobody listens and the lines are for nobody.
 */
class Journal {
  private listener: ((line: JournalLine) => void) | undefined;

  listen(listener: ((line: JournalLine) => void) | undefined): void {
    this.listener = listener;
  }

  get isHeard(): boolean {
    return this.listener !== undefined;
  }

  note(text: string): void {
    this.listener?.({ at: Date.now(), kind: 'note', text });
  }

  detail(text: string): void {
    this.listener?.({ at: Date.now(), kind: 'detail', text });
  }
}

export const journal = new Journal();
