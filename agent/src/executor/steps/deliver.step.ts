import type { UploadGrant } from '@farm/shared/storage';
import { RenderFailure } from '../../render/render-failure.js';
import { isRefusal, refusalIn, sendFile } from '../../transfer/index.js';
import type { DeliverContext, Step } from './step.js';

/** Tries within one attempt, about a minute; what is still down then is tried again by the coordinator's clock. */
const TRIES = 8;

/** Sends the fetched master with grants of the customer's storage. */
export const deliverStep: Step<DeliverContext> = {
  name: 'deliver',
  phase: 'uploading',
  async run(context) {
    const { files, file, target, coordinator, door, signal } = context;
    const path = files.master;
    if (path === undefined) throw new RenderFailure('internal', 'The film to deliver was not fetched.');
    const newGrant = async (): Promise<UploadGrant> => {
      const { fileName, sizeBytes, contentType } = file;
      const [first] = await context.uploadGrants([{ role: 'master', fileName, sizeBytes, contentType }]);
      if (!first) throw new RenderFailure('upload-failed', 'The farm gave no permission to deliver.');
      return first.grant;
    };
    const onProgress = (sent: number): void => context.tell(sent / Math.max(1, file.sizeBytes));
    try {
      const options = { coordinator, door, signal, onProgress, tries: TRIES };
      const sent = await sendFile({ ...file, path }, newGrant, options);
      context.receipt = sent.receipt;
    } catch (error) {
      signal.throwIfAborted();
      if (error instanceof RenderFailure) throw error;
      const why = (refusalIn(error) ?? (error as Error)).message;
      throw new RenderFailure(
        isRefusal(error) ? 'destination-refused' : 'upload-failed',
        `The file could not be sent to ${target.provider} (${target.name}): ${why}.`,
        {},
        error,
      );
    }
  },
};
