import type { DownloadGrant, UploadGrant } from '@farm/shared/storage';
import type { FileRole } from '@farm/shared/wire';
import { RenderFailure } from '../render/render-failure.js';
import type { Answer, ToChild, ToParent, UploadAsk } from './ipc.js';

/** Child side of asking for grants: the socket lives in the parent, so questions go there and answers come back. */
export class GrantDesk {
  private asked = 0;
  private readonly waiting = new Map<number, (answer: Answer<never>) => void>();

  constructor(private readonly send: (message: ToParent) => void) {}

  /** Takes an answer of the parent; false when the message is something else. */
  take(message: ToChild): boolean {
    if (message.type !== 'upload-grants' && message.type !== 'input-grants') return false;
    this.waiting.get(message.ask)?.(message.answer as Answer<never>);
    this.waiting.delete(message.ask);
    return true;
  }

  async upload(files: UploadAsk[]): Promise<{ role: FileRole; grant: UploadGrant }[]> {
    const answer = await this.ask<{ role: FileRole; grant: UploadGrant }>((ask) => ({
      type: 'ask-upload',
      ask,
      files,
    }));
    if (!answer.ok && answer.code === 'destination-refused')
      throw new RenderFailure('destination-refused', answer.message);
    if (!answer.ok)
      throw new RenderFailure('upload-failed', `The result could not be stored: ${answer.message}`);
    return answer.grants;
  }

  async input(keys: string[]): Promise<{ key: string; grant: DownloadGrant }[]> {
    const answer = await this.ask<{ key: string; grant: DownloadGrant }>((ask) => ({
      type: 'ask-input',
      ask,
      keys,
    }));
    if (answer.ok) return answer.grants;
    const code = answer.code === 'source-not-found' ? 'source-not-found' : 'source-unreachable';
    throw new RenderFailure(code, `A file of the farm could not be had: ${answer.message}`);
  }

  private ask<T>(question: (ask: number) => ToParent): Promise<Answer<T>> {
    const ask = ++this.asked;
    return new Promise<Answer<T>>((resolve) => {
      this.waiting.set(ask, resolve as (answer: Answer<never>) => void);
      this.send(question(ask));
    });
  }
}
