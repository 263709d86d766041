import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import type { UploadGrant } from '@farm/shared/storage';
import { RenderFailure } from '../../render/render-failure.js';
import { sendFile, type UploadFile } from '../../transfer/index.js';
import type { AttemptContext, MadeFile, Step } from './step.js';

type Outgoing = UploadFile & MadeFile;

/** Sends the results with grants that are asked for now: a slow render never holds an expired one. */
export const uploadStep: Step = {
  name: 'upload',
  phase: 'uploading',
  async run(context) {
    const files = await outgoing(context);
    if (files.length === 0) return;
    const total = files.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
    const grants = new Map((await ask(context, files)).map(({ role, grant }) => [role, grant]));
    let before = 0;
    for (const file of files) {
      const grant = await send(context, file, grants.get(file.role), (sent) =>
        context.tell((before + sent) / total),
      );
      before += file.sizeBytes;
      const { role, sizeBytes, sha256, contentType } = file;
      if (role === 'master' && context.keepMaster) await context.fetcher.keep(file.path, sha256);
      context.stored.push({ role, key: grant.key, sizeBytes, sha256, contentType });
    }
  },
};

function outgoing({ made }: AttemptContext): Promise<Outgoing[]> {
  return Promise.all(
    made.map(async (file) => {
      const hash = createHash('sha256');
      await pipeline(createReadStream(file.path), hash);
      return { ...file, sizeBytes: (await stat(file.path)).size, sha256: hash.digest('hex') };
    }),
  );
}

const ask = (context: AttemptContext, files: Outgoing[]) =>
  context.uploadGrants(
    files.map(({ role, fileName, sizeBytes, contentType }) => ({ role, fileName, sizeBytes, contentType })),
  );

async function send(
  context: AttemptContext,
  file: Outgoing,
  first: UploadGrant | undefined,
  onProgress: (sent: number) => void,
): Promise<UploadGrant> {
  let unused = first;
  const newGrant = async (): Promise<UploadGrant> => {
    const grant = unused ?? (await ask(context, [file])).find(({ role }) => role === file.role)?.grant;
    unused = undefined;
    if (!grant) throw new RenderFailure('upload-failed', `The farm gave no place to store the ${file.role}.`);
    return grant;
  };
  const { coordinator, signal } = context;
  try {
    return (await sendFile(file, newGrant, { coordinator, door: 'trusted', signal, onProgress })).grant;
  } catch (error) {
    signal.throwIfAborted();
    if (error instanceof RenderFailure) throw error;
    const why = (error as Error).message;
    throw new RenderFailure('upload-failed', `The ${file.role} could not be stored: ${why}.`, {}, error);
  }
}
