import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CliError } from '../cli-error.js';
import { EXIT } from '../exit-codes.js';
import { lives, markOf, type ProcessMark } from './process-facts.js';

/** Who holds a data folder, and which daemons it started there. */
interface LockNote {
  owner: ProcessMark;
  daemons: ProcessMark[];
}

/**
 * One `framefarm up` per data folder. The note also names the daemons, so that the next `up` can end those that a
 * killed one left behind.
 */
export class FolderLock {
  private readonly path: string;
  private readonly owner = markOf(process.pid);

  constructor(private readonly folder: string) {
    this.path = join(folder, 'up.lock');
  }

  /** Takes the folder; answers the daemons of a previous holder that may still live. */
  take(): ProcessMark[] {
    for (let tries = 0; tries < 5; tries++) {
      if (this.claim()) return [];
      const held = this.read();
      if (held && lives(held.owner)) this.refuse(held.owner.pid);
      if (this.moveAside(held)) {
        const orphans = held?.daemons.filter(lives) ?? [];
        if (this.claim(orphans)) return orphans;
      }
    }
    throw new CliError(`${this.path} keeps changing hands; try again.`, EXIT.configuration);
  }

  /** Writes down the daemons of this moment. On a full disk the older note stays: the farm is worth more than it. */
  noteDaemons(daemons: ProcessMark[]): void {
    const draft = `${this.path}.${process.pid}`;
    try {
      writeFileSync(draft, JSON.stringify({ owner: this.owner, daemons }));
      renameSync(draft, this.path);
    } catch {
      rmSync(draft, { force: true, recursive: true });
    }
  }

  release(): void {
    rmSync(this.path, { force: true });
  }

  /** A link is made whole or not at all, so nobody ever reads half a note. */
  private claim(daemons: ProcessMark[] = []): boolean {
    const draft = `${this.path}.${process.pid}`;
    writeFileSync(draft, JSON.stringify({ owner: this.owner, daemons }));
    try {
      linkSync(draft, this.path);
      return true;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
      throw error;
    } finally {
      rmSync(draft, { force: true });
    }
  }

  /** Of two who find the same dead note only one gets to move it. */
  private moveAside(expected: LockNote | undefined): boolean {
    const aside = `${this.path}.old.${process.pid}`;
    try {
      renameSync(this.path, aside);
    } catch {
      return false;
    }
    const moved = readNote(aside);
    if (moved && lives(moved.owner)) {
      // Somebody took the folder between our look and our move: give it back.
      renameSync(aside, this.path);
      this.refuse(moved.owner.pid);
    }
    rmSync(aside, { force: true });
    return expected === undefined || moved !== undefined;
  }

  private read(): LockNote | undefined {
    return readNote(this.path);
  }

  private refuse(pid: number): never {
    throw new CliError(
      `Another \`framefarm up\` (process ${pid}) runs on ${this.folder}; stop it first, or give this one a folder of its own with --data.`,
      EXIT.configuration,
    );
  }
}

function readNote(path: string): LockNote | undefined {
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as LockNote;
  } catch {
    return undefined;
  }
}
