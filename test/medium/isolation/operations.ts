import type { Reply, TestCoordinator } from '../../setup/coordinator.js';

export type Scheme = 'key' | 'bearer' | 'admin';

/** One operation of our own OpenAPI document. */
export interface Operation {
  /** `GET /v1/assets/{id}`. */
  name: string;
  method: string;
  path: string;
  /** Any one of these opens it; none: public. */
  security: Scheme[];
  /** Documented answers. */
  statuses: number[];
  /** Names of path parameters. */
  parameters: string[];
  takesJson: boolean;
}

interface Described {
  security?: Record<string, unknown>[];
  responses: Record<string, unknown>;
  parameters?: { name: string; in: string }[];
  requestBody?: { content?: Record<string, unknown> };
}

/** Every documented operation of a running coordinator: new ones are walked without a change here. */
export async function operationsOf(farm: TestCoordinator): Promise<Operation[]> {
  const reply = await farm.call<{ paths: Record<string, Record<string, Described>> }>(
    'GET',
    '/openapi.json',
    {
      as: 'nobody',
    },
  );
  return Object.entries(reply.body.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, described]) => ({
      name: `${method.toUpperCase()} ${path}`,
      method: method.toUpperCase(),
      path,
      security: (described.security ?? []).flatMap((one) => Object.keys(one) as Scheme[]),
      statuses: Object.keys(described.responses).map(Number),
      parameters: (described.parameters ?? []).filter((one) => one.in === 'path').map(({ name }) => name),
      takesJson: described.requestBody?.content?.['application/json'] !== undefined,
    })),
  );
}

/** An id that nobody has. */
export const NOBODYS = '018f6b1e-7c00-7000-8000-0000000000ff';
/** An answer that does not come is a failure of that operation, not of the whole walk. */
const PATIENCE_MS = 15_000;

export interface CallFacts {
  ids?: Record<string, string>;
  headers?: Record<string, string>;
  json?: unknown;
}

/** Calls an operation; parameters without an id of their own get one that nobody has. */
export async function callOperation(
  farm: TestCoordinator,
  operation: Operation,
  { ids = {}, headers = {}, json }: CallFacts,
): Promise<Reply> {
  const path = operation.path.replace(/\{(\w+)\}/g, (_, name: string) =>
    encodeURIComponent(ids[name] ?? NOBODYS),
  );
  const body = json === undefined && operation.takesJson ? {} : json;
  const sent = ['GET', 'HEAD'].includes(operation.method) ? {} : { json: body };
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`${operation.name} does not answer`)), PATIENCE_MS);
  });
  try {
    return await Promise.race([farm.call(operation.method, path, { as: 'nobody', headers, ...sent }), late]);
  } finally {
    clearTimeout(timer);
  }
}
