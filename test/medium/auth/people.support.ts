import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Role } from '../../../coordinator/src/auth/index.js';
import type { Reply, TestCoordinator } from '../../setup/coordinator.js';

export interface Problem {
  error: string;
  details: Record<string, unknown>;
}

export interface SessionBody extends Problem {
  token: string;
  expiresIn: number;
  refreshToken: string;
  user: { id: string; email: string; role: Role };
  workspace: { id: string; name: string; webhookSecret: string };
  workspaces: { id: string; name: string; role: Role }[];
}

/** Calls a farm as the operator. */
export async function adminOf(farm: TestCoordinator) {
  const secret = (await readFile(join(farm.dataDir, 'admin-secret'), 'utf8')).trim();
  return <T = Record<string, unknown>>(
    method: string,
    path: string,
    json?: unknown,
  ): Promise<Reply<T & Problem>> =>
    farm.call(method, `/v1/admin${path}`, { json, as: 'nobody', headers: { 'x-admin-secret': secret } });
}

export const bearer = (token: string, more: Record<string, string> = {}) => ({
  as: 'nobody' as const,
  headers: { authorization: `Bearer ${token}`, ...more },
});

export const withKey = (key: string) => ({ as: 'nobody' as const, headers: { 'x-api-key': key } });

export const login = (farm: TestCoordinator, email: string, password: string, more: object = {}) =>
  farm.call<SessionBody>('POST', '/v1/auth/login', { json: { email, password, ...more }, as: 'nobody' });

/** A person in a workspace, logged in there. */
export async function personIn(
  farm: TestCoordinator,
  workspaceId: string,
  role: Role,
): Promise<SessionBody & { email: string; password: string }> {
  const admin = await adminOf(farm);
  const email = `${role}-${Math.random().toString(36).slice(2)}@example.com`;
  const made = await admin<{ password: string }>('POST', '/users', { email, workspaceId, role });
  const session = await login(farm, email, made.body.password);
  return { ...session.body, email, password: made.body.password };
}

export async function query<T = Record<string, unknown>>(
  farm: { databaseUrl: string },
  sql: string,
  values: unknown[] = [],
): Promise<T[]> {
  const { default: pg } = await import('pg');
  const client = new pg.Client({ connectionString: farm.databaseUrl });
  await client.connect();
  try {
    return (await client.query(sql, values)).rows as T[];
  } finally {
    await client.end();
  }
}
