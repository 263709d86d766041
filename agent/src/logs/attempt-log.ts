import { closeSync, openSync, readFileSync, readSync, rmSync, writeSync } from 'node:fs';
import { attemptRefSchema, type AttemptRef } from '@farm/shared/wire';
import type { JournalLine } from '../platform/journal.js';
import { logText } from './log-text.js';

/** Bytes of a log that programs may fill; notes of the attempt itself get some more, so that its end is never lost. */
const DETAIL_BYTES = 256 * 1024;
const NOTE_BYTES = DETAIL_BYTES + 32 * 1024;
const NEWLINE = 0x0a;

/**
 * The log of one attempt, in a file of its own: a line that names the attempt, then the log itself, written line by line,
 * so that what a killed daemon heard is still there for the next one. Nothing here ever throws: a log that cannot be
 * written (a full disk) ends no attempt.
 */
export class AttemptLog {
  /** Bytes of the log, without the first line of the file. */
  size = 0;
  /** Offset that the coordinator wants next. */
  sent = 0;
  /** Nothing is written any more. */
  isEnded = false;
  private leftOut = 0;

  private constructor(
    public path: string,
    readonly ref: AttemptRef,
    private readonly folder: string,
    private readonly head: number,
    private fd: number | undefined,
  ) {}

  /** `folder`: work folder of the attempt, whose name is no part of what is told. */
  static begin(path: string, { attemptId, orderId, token }: AttemptRef, folder: string): AttemptLog {
    const ref = { attemptId, orderId, token };
    const head = Buffer.from(`${JSON.stringify(ref)}\n`);
    let fd: number | undefined;
    try {
      fd = openSync(path, 'w+', 0o600);
      writeSync(fd, head);
    } catch {
      if (fd !== undefined) closeSync(fd);
      fd = undefined;
    }
    return new AttemptLog(path, ref, folder, head.length, fd);
  }

  /** What an earlier daemon left; undefined when the file is none of ours. A half line at its end is dropped. */
  static resume(path: string): AttemptLog | undefined {
    try {
      const bytes = readFileSync(path);
      const head = bytes.indexOf(NEWLINE) + 1;
      const ref = attemptRefSchema.parse(JSON.parse(bytes.subarray(0, head).toString('utf8')));
      const log = new AttemptLog(path, ref, '', head, openSync(path, 'r+'));
      log.size = bytes.lastIndexOf(NEWLINE) + 1 - head;
      return log;
    } catch {
      return undefined;
    }
  }

  note(text: string): void {
    this.line({ at: Date.now(), kind: 'note', text });
  }

  line({ at, kind, text }: JournalLine, leftOut = 0): void {
    this.leftOut += leftOut;
    if (this.isEnded) return;
    const bytes = Buffer.from(`${new Date(at).toISOString()} ${logText(text, this.folder)}\n`);
    const most = kind === 'note' ? NOTE_BYTES : DETAIL_BYTES;
    if (this.size + bytes.length > most || !this.write(bytes)) this.leftOut++;
  }

  /** Writes the last lines; then the log is only read. */
  end(...notes: string[]): void {
    if (this.leftOut > 0)
      this.note(`${this.leftOut} lines were left out here: a log holds ${DETAIL_BYTES / 1024} KiB of them`);
    for (const text of notes) this.note(text);
    this.isEnded = true;
  }

  get isSent(): boolean {
    return this.sent >= this.size;
  }

  /** Whole lines from an offset on, at most `most` bytes; '' when there are none. */
  read(offset: number, most: number): string {
    if (this.fd === undefined || offset >= this.size) return '';
    const buffer = Buffer.alloc(Math.min(most, this.size - offset));
    const bytes = buffer.subarray(0, readSync(this.fd, buffer, 0, buffer.length, this.head + offset));
    return bytes.subarray(0, bytes.lastIndexOf(NEWLINE) + 1).toString('utf8');
  }

  /** The file goes: everything of it arrived, or nobody wants it. */
  remove(): void {
    this.isEnded = true;
    if (this.fd !== undefined) closeSync(this.fd);
    this.fd = undefined;
    rmSync(this.path, { force: true });
  }

  /** At its place and not at the end of the file: a line that was half written is written over. */
  private write(bytes: Buffer): boolean {
    if (this.fd === undefined) return false;
    try {
      if (writeSync(this.fd, bytes, 0, bytes.length, this.head + this.size) < bytes.length) return false;
      this.size += bytes.length;
      return true;
    } catch {
      return false;
    }
  }
}
