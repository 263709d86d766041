import { createHash } from 'node:crypto';
import { request } from 'undici';
import type { AgentAck, ResultFile } from '../../shared/src/wire/index.js';
import type { FleetTools } from './fleet-tools.js';

const CONTENT = Buffer.from('a pretended film');
const SHA256 = createHash('sha256').update(CONTENT).digest('hex');

/** What every pretended render makes. */
export const FILM = {
  role: 'master' as const,
  fileName: 'master.mp4',
  sizeBytes: CONTENT.length,
  contentType: 'video/mp4',
};

/** Sends the file as a real agent does. */
export async function put(
  ack: Extract<AgentAck<'grants.upload'>, { ok: true }>,
  { url, dispatcher }: FleetTools,
): Promise<ResultFile> {
  const grant = ack.grants[0]?.grant;
  if (grant?.kind !== 'hand-over') throw new Error('a local farm gives grants of the kind hand-over');
  const { statusCode, body } = await request(new URL(grant.url, url()), {
    method: 'PUT',
    headers: { 'x-content-sha256': SHA256 },
    body: CONTENT,
    dispatcher,
  });
  await body.dump();
  if (statusCode !== 200) throw new Error(`the upload was answered ${statusCode}`);
  const { role, sizeBytes, contentType } = FILM;
  return { role, key: grant.key, sizeBytes, sha256: SHA256, contentType };
}
