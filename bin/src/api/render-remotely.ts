import { randomUUID } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import { setTimeout as pause } from 'node:timers/promises';
import { CliError } from '../cli-error.js';
import { EXIT } from '../exit-codes.js';
import type { FarmClient } from './farm-client.js';

/** The fields of GET /v1/render/{id} that are used here. */
export interface RenderStatus {
  jobId: string;
  status: 'pending' | 'rendering' | 'completed' | 'failed' | 'cancelled';
  stage: string;
  progressPercent: number;
  error: string | null;
  downloadUrl?: string;
  posterUrl?: string | null;
  warnings?: unknown[];
}

/** Milliseconds between two looks at a job. */
const POLL_MS = 400;

/** Posts a document; the key makes the call safe to repeat when an answer gets lost. */
export async function submit(client: FarmClient, document: unknown): Promise<string> {
  const isWrapped = typeof document === 'object' && document !== null && 'videoJSON' in document;
  const body = isWrapped ? document : { videoJSON: document };
  const reply = await client.post<{ jobId?: string; id?: string }>('v1/render', body, {
    'idempotency-key': randomUUID(),
  });
  const id = reply.jobId ?? reply.id;
  if (!id) throw new CliError('The farm accepted the scene but named no job.', EXIT.internal);
  return id;
}

/** Waits for the end of a job; failed and cancelled ones are errors. */
export async function waitForEnd(
  client: FarmClient,
  jobId: string,
  onStatus: (status: RenderStatus) => void,
  signal: AbortSignal,
): Promise<RenderStatus> {
  for (;;) {
    const status = await client.get<RenderStatus>(`v1/render/${jobId}`);
    onStatus(status);
    if (status.status === 'completed') return status;
    if (status.status === 'failed')
      throw new CliError(`Render ${jobId} failed: ${status.error ?? 'no reason was given.'}`);
    if (status.status === 'cancelled') throw new CliError(`Render ${jobId} was cancelled.`);
    await pause(POLL_MS, undefined, { signal });
  }
}

/** Writes to a name of its own first, so that a half file never has the final name. */
export async function fetchTo(client: FarmClient, address: string, file: string): Promise<void> {
  const part = `${file}.${process.pid}.part`;
  try {
    const answer = await client.download(address);
    const promised = Number(answer.headers['content-length']);
    let written = 0;
    answer.body.on('data', (chunk: Buffer) => (written += chunk.length));
    await pipeline(answer.body, createWriteStream(part));
    if (Number.isFinite(promised) && written !== promised)
      throw new CliError(`The download broke off after ${written} of ${promised} bytes.`, EXIT.unreachable);
    await rename(part, file);
  } catch (error) {
    await rm(part, { force: true });
    const code = (error as NodeJS.ErrnoException).code;
    if (code && ['ENOENT', 'EACCES', 'ENOSPC', 'EROFS', 'EISDIR', 'EPERM'].includes(code))
      throw new CliError(`${file} cannot be written: ${(error as Error).message}.`, EXIT.cannotCreate);
    throw error;
  }
}

/** Saves the finished file. */
export async function saveResult(client: FarmClient, jobId: string, file: string): Promise<void> {
  const { downloadUrl } = await client.get<{ downloadUrl: string }>(`v1/render/${jobId}/download-url`);
  await fetchTo(client, downloadUrl, file);
}
