import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Pool } from 'undici';
import { inTurns } from './fleet.js';
import type { Ledger } from './ledger.js';
import { between, type Random } from './seeded.js';

/** Offered load of the five tenants. */
const LOAD = [1, 1, 10, 10, 100];
const LEAST_JOBS = 4;
/** Requests under way at once. */
const CLIENTS = 32;

export interface Tenant {
  id: string;
  apiKey: string;
  jobs: number;
}

/** How many jobs each tenant has: 1:1:10:10:100, and `total` together. */
export function sharesOf(total: number): number[] {
  const sum = LOAD.reduce((all, one) => all + one, 0);
  const shares = LOAD.slice(0, -1).map((load) => Math.max(LEAST_JOBS, Math.round((total * load) / sum)));
  return [...shares, Math.max(0, total - shares.reduce((all, one) => all + one, 0))];
}

/** Makes the tenants through the operator's API. */
export async function makeTenants(url: string, dataDir: string, total: number): Promise<Tenant[]> {
  const secret = readFileSync(join(dataDir, 'admin-secret'), 'utf8').trim();
  const post = async <T>(path: string, body: unknown): Promise<T> => {
    const headers = { 'x-admin-secret': secret, 'content-type': 'application/json' };
    const reply = await fetch(`${url}${path}`, { method: 'POST', headers, body: JSON.stringify(body) });
    if (!reply.ok) throw new Error(`POST ${path}: ${reply.status} ${await reply.text()}`);
    return (await reply.json()) as T;
  };
  const tenants: Tenant[] = [];
  for (const [index, jobs] of sharesOf(total).entries()) {
    const { id } = await post<{ id: string }>('/v1/admin/workspaces', { name: `tenant ${index}` });
    const { apiKey } = await post<{ apiKey: string }>('/v1/admin/keys', { workspaceId: id, name: 'sim' });
    tenants.push({ id, apiKey, jobs });
  }
  return tenants;
}

/** A job that goes through the API: whose, and whether it is to be made in pieces. */
export interface Turn {
  tenant: Tenant;
  inPieces: boolean;
}

/** `count` jobs over all tenants, of each of them the same share in pieces. */
export function turnsOf(tenants: Tenant[], count: number, films: number): Turn[] {
  const total = tenants.reduce((sum, { jobs }) => sum + jobs, 0);
  return tenants.flatMap((tenant) => {
    const own = Math.max(1, Math.round((count * tenant.jobs) / total));
    return Array.from({ length: Math.min(own, tenant.jobs) }, (_, index) => ({
      tenant,
      inPieces: Math.floor((index + 1) * films) > Math.floor(index * films),
    }));
  });
}

/** Submits them; answers how long each request took, ms. */
export async function submitAll(url: string, turns: Turn[], random: Random): Promise<number[]> {
  const pool = new Pool(url, { connections: CLIENTS });
  const took: number[] = [];
  await inTurns(turns, CLIENTS, async ({ tenant: { apiKey }, inPieces }) => {
    const begun = performance.now();
    const { statusCode, body } = await pool.request({
      method: 'POST',
      path: '/v1/render',
      headers: { 'x-api-key': apiKey, 'content-type': 'application/json' },
      body: JSON.stringify({ videoJSON: film(random, inPieces) }),
    });
    const text = await body.text();
    if (statusCode !== 200) throw new Error(`submitting answered ${statusCode}: ${text}`);
    took.push(performance.now() - begun);
  });
  await pool.close();
  return took;
}

/** The other jobs of each tenant: copies of those that came through the API, written by SQL. */
export async function copyJobs(ledger: Ledger, tenants: Tenant[]): Promise<void> {
  for (const { id, jobs } of tenants) await ledger.query(COPY, [id, jobs]);
  await ledger.query('ANALYZE jobs');
  await ledger.query('ANALYZE work_orders');
}

/** Seconds; a piece has two of them at least. */
const LENGTH: Record<'whole' | 'inPieces', [number, number]> = { whole: [1, 5], inPieces: [4, 16] };

function film(random: Random, inPieces: boolean): unknown {
  const sourceDuration = Math.round(between(random, ...LENGTH[inPieces ? 'inPieces' : 'whole']));
  const layers = [
    { type: 'composition', width: 1280, height: 720, fps: 30, sourceDuration },
    { type: 'text', text: 'Hello', style: { fontSize: 8 } },
  ];
  return { name: 'sim', layers };
}

/** $1 workspace, $2 how many jobs it shall have. Whatever columns there are come along. */
const COPY = `
  WITH models AS (
    SELECT j, o, row_number() OVER (ORDER BY j.id) - 1 AS number, count(*) OVER () AS models
    FROM jobs j JOIN work_orders o ON o.job_id = j.id WHERE j.workspace_id = $1
  ), copies AS (
    SELECT m.j, m.o, gen_random_uuid() AS job_id, gen_random_uuid() AS order_id
    FROM models m JOIN generate_series(0, $2::int - 1) AS n ON n >= m.models AND n % m.models = m.number
  ), written AS (
    INSERT INTO jobs
    SELECT job.* FROM copies c CROSS JOIN LATERAL jsonb_populate_record(NULL::jobs,
      to_jsonb(c.j) || jsonb_build_object('id', c.job_id)) AS job
  )
  INSERT INTO work_orders
  SELECT o.* FROM copies c CROSS JOIN LATERAL jsonb_populate_record(NULL::work_orders,
    to_jsonb(c.o) || jsonb_build_object('id', c.order_id, 'job_id', c.job_id)) AS o`;
