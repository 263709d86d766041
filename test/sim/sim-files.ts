import { createHash } from 'node:crypto';
import { request } from 'undici';
import type { AgentAck, ResultFile, WorkOrder } from '../../shared/src/wire/index.js';
import type { FleetTools } from './fleet-tools.js';

const CONTENT = Buffer.from('a pretended film');
const SHA256 = createHash('sha256').update(CONTENT).digest('hex');

/** What a pretended attempt makes. */
export const fileOf = (role: 'master' | 'piece') => ({
  role,
  fileName: `${role}.mp4`,
  sizeBytes: CONTENT.length,
  contentType: 'video/mp4',
});

/** Sends the file as a real agent does. */
export async function put(
  role: 'master' | 'piece',
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
  const { sizeBytes, contentType } = fileOf(role);
  return { role, key: grant.key, sizeBytes, sha256: SHA256, contentType };
}

/** Fetches what an order reads: pieces that are to be joined must be there. */
export async function fetchInputs({ orderId, inputs }: WorkOrder, tools: FleetTools): Promise<void> {
  for (const { key, grant } of inputs) {
    if (!grant) continue;
    const { statusCode, body } = await request(new URL(grant.url, tools.url()), {
      dispatcher: tools.dispatcher,
    });
    const text = await body.text();
    if (statusCode === 200 && text === String(CONTENT)) continue;
    if (statusCode === 200 || statusCode === 404)
      tools.journal.violations.push(`${key} of order ${orderId} is not what was sent (${statusCode})`);
    throw new Error(`${key} was answered ${statusCode}`);
  }
}
