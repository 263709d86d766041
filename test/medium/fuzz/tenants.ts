import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { personIn } from '../auth/people.support.js';
import type { Reply, TestCoordinator } from '../../setup/coordinator.js';
import { PNG } from '../docs/documented-calls.js';

/** A workspace with one of everything. */
export interface Tenant {
  credentials: Record<string, string>;
  /** Ids of its things. */
  ids: string[];
  /** In the name of each of its things and in no request of others: only this tenant may ever see it. */
  mark: string;
  /** What it had when it was made. */
  before: unknown;
  look(): Promise<unknown>;
}

type Body = Record<string, unknown>;

/** What is made in each workspace, and where the answer names its id. A creation that is refused is left out. */
const THINGS = (mark: string): { path: string; json: Body; id: string }[] => [
  { path: '/v1/projects', json: { name: mark, description: mark, video_json: { mark } }, id: 'project.id' },
  {
    path: '/v1/webhooks',
    json: { url: `https://${mark}.example.com/`, events: ['render.completed'] },
    id: 'id',
  },
  {
    path: '/v1/integrations',
    json: {
      provider: 's3',
      name: mark,
      config: { bucket: mark, accessKeyId: mark, secretAccessKey: `${mark}-secret`, region: 'eu-west-1' },
    },
    id: 'integration.id',
  },
  {
    path: '/v1/render',
    json: {
      videoJSON: {
        name: mark,
        layers: [
          { type: 'composition', width: 320, height: 180, fps: 30, sourceDuration: 1 },
          { type: 'text', text: mark },
        ],
      },
    },
    id: 'id',
  },
  { path: '/v1/api-keys', json: { name: mark }, id: 'id' },
];

export async function makeTenant(farm: TestCoordinator, name: string): Promise<Tenant> {
  const mark = `mark-${name}-${Math.random().toString(36).slice(2, 10)}`;
  const secret = (await readFile(join(farm.dataDir, 'admin-secret'), 'utf8')).trim();
  const admin = (path: string, json: Body) =>
    farm.call<Body>('POST', `/v1/admin${path}`, {
      json,
      as: 'nobody',
      headers: { 'x-admin-secret': secret },
    });
  const workspaceId = String((await admin('/workspaces', { name: mark })).body.id);
  const { body } = await admin('/keys', { workspaceId, name: mark });
  const key = String(body.key ?? body.apiKey ?? body.secret);
  // As clients do that have both; some routes are for people only.
  const { token } = await personIn(farm, workspaceId, 'owner');
  const credentials = { 'x-api-key': key, authorization: `Bearer ${token}` };
  const call = (method: string, path: string, json?: Body): Promise<Reply<Body>> =>
    farm.call<Body>(method, path, { json, as: 'nobody', headers: credentials });
  const ids = [workspaceId, await anAsset(farm, call, mark)];
  for (const thing of THINGS(mark)) {
    const reply = await call('POST', thing.path, thing.json);
    if (reply.status >= 400) throw new Error(`${thing.path}: ${reply.status} ${reply.text}`);
    ids.push(String(thing.id.split('.').reduce<unknown>((at, part) => (at as Body)[part], reply.body)));
  }
  const look = async () => {
    const lists = ['/v1/assets', '/v1/projects', '/v1/webhooks', '/v1/integrations', '/v1/renditions'];
    return Promise.all(lists.map(async (path) => stable((await call('GET', path)).text)));
  };
  return { credentials, ids, mark, before: await look(), look };
}

/** Signed URLs and times of use change by themselves. */
const stable = (text: string): string =>
  text.replace(/(expires|sig)=[^"&]*/g, '').replace(/"(updated|last)[^,}]*/g, '');

async function anAsset(
  farm: TestCoordinator,
  call: (method: string, path: string, json?: Body) => Promise<Reply<Body>>,
  mark: string,
): Promise<string> {
  const { body } = await call('POST', '/v1/assets/upload-url', { name: `${mark}.png`, type: 'image' });
  await farm.call('PUT', String(body.uploadUrl), { body: PNG, as: 'nobody' });
  const json = { name: `${mark}.png`, type: 'image', storageKey: body.path };
  await call('POST', '/v1/assets', json);
  return String(body.assetId);
}
