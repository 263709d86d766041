import type { Reply, TestCoordinator } from '../../setup/coordinator.js';

/** Calls the farm as the owner of one workspace. */
export type Caller = <T = Record<string, unknown>>(
  method: string,
  path: string,
  json?: unknown,
) => Promise<Reply<T>>;

export interface Owner {
  farm: TestCoordinator;
  workspaceId: string;
  userId: string;
  headers: Record<string, string>;
  call: Caller;
}

/** A kind of thing that a workspace owns, and the operations that take its id. */
export interface OwnedThing {
  /** Operations are matched by their path template, e.g. `/v1/assets/{id}` and everything below. */
  paths: RegExp;
  /** Makes one in the workspace of `owner` and answers its id by the name of the path parameter. */
  make(owner: Owner): Promise<Record<string, string>>;
  /** Bodies that pass the validation of an operation, so that it gets as far as to look for the id. */
  bodies?: Record<string, unknown>;
  /** Headers without which no operation on it is understood. */
  headers?: Record<string, string>;
}

const PNG = Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex');
const SCENE = {
  videoJSON: {
    name: 'isolation',
    layers: [{ type: 'composition', width: 64, height: 64, fps: 25, sourceDuration: 1 }],
  },
};

/** The id in an answer; without one the test has to say what was answered. */
function idIn(reply: Reply<unknown>, thing: { id?: string } | undefined): string {
  if (!thing?.id) throw new Error(`nothing was made: ${reply.status} ${reply.text}`);
  return thing.id;
}

/** A workflow with one step, which waits for a person, so that its run stays as it is. */
const REVIEW = {
  name: 'w',
  definition: { version: 1, variables: {}, steps: [{ type: 'review', config: {} }] },
};

async function workflow({ call }: Owner): Promise<string> {
  const reply = await call<{ workflow: { id: string } }>('POST', '/v1/workflows', REVIEW);
  return idIn(reply, reply.body.workflow);
}

async function run(owner: Owner): Promise<Record<string, string>> {
  const path = `/v1/workflows/${await workflow(owner)}/run`;
  const started = await owner.call<{ run?: { id: string }; runId?: string }>('POST', path, { variables: {} });
  const { run: made, runId } = started.body;
  const id = idIn(started, made ?? (runId ? { id: runId } : {}));
  const read = await owner.call<{ steps?: { id: string }[] }>('GET', `/v1/workflows/runs/${id}`);
  return { runId: id, stepId: idIn(read, read.body.steps?.[0]) };
}

async function webhook({ call }: Owner): Promise<string> {
  const url = `https://example.com/${Math.random().toString(36).slice(2)}`;
  const reply = await call<{ id: string }>('POST', '/v1/webhooks', { url, events: ['render.completed'] });
  return idIn(reply, reply.body);
}

async function render({ call }: Owner): Promise<string> {
  const reply = await call<{ id: string }>('POST', '/v1/render', SCENE);
  return idIn(reply, reply.body);
}

/**
 * What workspaces own. Whoever adds an operation with an id adds its thing here, or the walk of
 * tenant-isolation.spec.ts fails and names it.
 */
export const OWNED: OwnedThing[] = [
  {
    paths: /^\/v1\/assets\/\{id\}/,
    async make({ call, farm }) {
      const target = await call<{ uploadUrl: string; path: string; id: string }>(
        'POST',
        '/v1/assets/upload-url',
        {
          name: 'a.png',
          type: 'image',
        },
      );
      await farm.call('PUT', target.body.uploadUrl, { as: 'nobody', body: PNG });
      const { path, id } = target.body;
      await call('POST', '/v1/assets', { name: 'a.png', type: 'image', storageKey: path });
      return { id };
    },
  },
  {
    paths: /^\/v1\/assets\/tus\/\{id\}/,
    async make({ farm, headers }) {
      const upload = { 'tus-resumable': '1.0.0', 'upload-length': '16' };
      const metadata = { 'upload-metadata': `filename ${btoa('a.png')},type ${btoa('image')}` };
      const reply = await farm.call('POST', '/v1/assets/tus', {
        as: 'nobody',
        headers: { ...headers, ...upload, ...metadata },
      });
      const id = new URL(reply.headers.get('location') ?? 'http://x/', farm.url).pathname.split('/').pop();
      return { id: idIn(reply, id ? { id } : {}) };
    },
    headers: {
      'tus-resumable': '1.0.0',
      'upload-offset': '0',
      'content-type': 'application/offset+octet-stream',
    },
  },
  {
    paths: /^\/v1\/tools\/jobs\/\{id\}/,
    async make({ call }) {
      const json = { inputUrl: 'https://example.com/a.mp4', config: { startTime: 1, endTime: 3 } };
      const reply = await call<{ jobId: string }>('POST', '/v1/tools/trim-video/jobs', json);
      return { id: idIn(reply, { id: reply.body.jobId }) };
    },
  },
  {
    paths: /^\/v1\/workflows\/runs\/\{runId\}/,
    make: run,
    bodies: {
      'POST /v1/workflows/runs/{runId}/steps/{stepId}/review': { action: 'approve' },
    },
  },
  {
    paths: /^\/v1\/workflows\/\{id\}/,
    make: async (owner) => ({ id: await workflow(owner) }),
    bodies: { 'PUT /v1/workflows/{id}': REVIEW },
  },
  { paths: /^\/v1\/(render|renditions)\/\{id\}/, make: async (owner) => ({ id: await render(owner) }) },
  {
    paths: /^\/v1\/projects\/\{id\}/,
    async make({ call }) {
      const reply = await call<{ project?: { id: string }; id?: string }>('POST', '/v1/projects', {
        name: 'p',
      });
      return { id: idIn(reply, reply.body.project ?? reply.body) };
    },
    bodies: {
      'PUT /v1/projects/{id}': { name: 'theirs' },
      'PATCH /v1/projects/{id}': { name: 'theirs' },
    },
  },
  {
    paths: /^\/v1\/integrations\/\{id\}/,
    async make({ call }) {
      const reply = await call<{ integration: { id: string } }>('POST', '/v1/integrations', {
        provider: 'r2',
        name: 'Marketing R2',
        config: {
          endpoint: 'https://acc.r2.cloudflarestorage.com',
          bucket: 'films',
          accessKeyId: 'AK',
          secretAccessKey: 'not-a-secret',
        },
      });
      return { id: idIn(reply, reply.body.integration) };
    },
    bodies: { 'PUT /v1/integrations/{id}': { name: 'theirs' } },
  },
  {
    paths: /^\/v1\/webhooks\/deliveries\/\{id\}/,
    async make(owner) {
      const subscriptionId = await webhook(owner);
      await owner.call('POST', `/v1/webhooks/${subscriptionId}/test`);
      const path = `/v1/webhooks/deliveries?subscriptionId=${subscriptionId}`;
      const reply = await owner.call<{ deliveries: { id: string }[] }>('GET', path);
      return { id: idIn(reply, reply.body.deliveries[0]) };
    },
  },
  { paths: /^\/v1\/webhooks\/\{id\}/, make: async (owner) => ({ id: await webhook(owner) }) },
  {
    paths: /^\/v1\/api-keys\/\{id\}/,
    make: async ({ call }) => ({
      id: (await call<{ id: string }>('POST', '/v1/api-keys', { name: 'k' })).body.id,
    }),
  },
  {
    paths: /^\/v1\/team\/members\/\{id\}/,
    make: ({ userId }) => Promise.resolve({ id: userId }),
    bodies: { 'PATCH /v1/team/members/{id}': { role: 'member' } },
  },
  {
    paths: /^\/v1\/team\/invitations\/\{id\}/,
    async make({ call }) {
      const email = `${Math.random().toString(36).slice(2)}@example.com`;
      return { id: (await call<{ id: string }>('POST', '/v1/team/invitations', { email })).body.id };
    },
  },
];
