import type { Ledger } from './ledger.js';

interface Rule {
  name: string;
  /** Answers a row for each thing that is wrong. */
  sql: string;
  values?: unknown[];
}

const LEASED = `state IN ('offered', 'running')`;

/** What must hold at every moment; each is one statement, so it sees one state of the ledger. */
export const ALWAYS = (slots: number, cap: number, ioSlots = 0): Rule[] => [
  {
    name: 'an order has more than one running attempt',
    sql: `SELECT order_id AS id FROM attempts WHERE ${LEASED} GROUP BY order_id HAVING count(*) > 1`,
  },
  {
    name: 'an agent has more attempts than slots',
    sql: `SELECT agent_id AS id FROM attempts WHERE ${LEASED} AND engine <> 'io' GROUP BY agent_id HAVING count(*) > $1`,
    values: [slots],
  },
  {
    name: 'an agent has more attempts that encode nothing than places for them',
    sql: `SELECT agent_id AS id FROM attempts WHERE ${LEASED} AND engine = 'io' GROUP BY agent_id HAVING count(*) > $1`,
    values: [ioSlots],
  },
  {
    name: 'a workspace runs more than its cap',
    sql: `SELECT workspace_id AS id FROM attempts WHERE ${LEASED} AND engine <> 'io' AND $1 > 0
          GROUP BY workspace_id HAVING count(*) > $1`,
    values: [cap],
  },
  {
    name: 'leases and running orders differ',
    sql: `SELECT coalesce(o.id, a.order_id) AS id
          FROM (SELECT id FROM work_orders WHERE state = 'running') o
          FULL JOIN (SELECT order_id FROM attempts WHERE ${LEASED}) a ON a.order_id = o.id
          WHERE o.id IS NULL OR a.order_id IS NULL`,
  },
  {
    name: 'an order has two good results',
    sql: `SELECT order_id AS id FROM attempts WHERE state = 'done' GROUP BY order_id HAVING count(*) > 1`,
  },
  {
    name: 'pieces are joined before all of them are there',
    sql: `SELECT s.id FROM work_orders s JOIN work_orders p ON p.job_id = s.job_id AND p.kind IN ('chunk', 'audio')
          WHERE s.kind = 'stitch' AND s.state IN ('running', 'done') AND p.state <> 'done'`,
  },
  {
    name: 'a lease has an older token than its order',
    sql: `SELECT o.id FROM attempts a JOIN work_orders o ON o.id = a.order_id
          WHERE a.${LEASED} AND a.token <> o.last_token`,
  },
];

/** What must hold when everything has ended. */
export const AT_LAST: Rule[] = [
  { name: 'a job has not ended', sql: `SELECT id FROM jobs WHERE state IN ('pending', 'rendering')` },
  { name: 'an order has not ended', sql: `SELECT id FROM work_orders WHERE state IN ('waiting', 'running')` },
  { name: 'a lease is left', sql: `SELECT id FROM attempts WHERE ${LEASED}` },
  {
    name: 'a completed job has no good attempt, or its file is of another one',
    sql: `SELECT j.id FROM jobs j WHERE j.state = 'completed' AND NOT EXISTS (
            SELECT 1 FROM attempts a WHERE a.job_id = j.id AND a.state = 'done'
              AND j.outputs->'master'->>'key' LIKE '%/' || a.id || '/%')`,
  },
  {
    name: 'a film was made twice, whole or from pieces',
    sql: `SELECT job_id AS id FROM work_orders WHERE kind IN ('whole', 'stitch') AND state = 'done'
          GROUP BY job_id HAVING count(*) > 1`,
  },
  {
    name: 'a film lacks frames of its pieces',
    sql: `SELECT j.id FROM jobs j JOIN work_orders s ON s.job_id = j.id AND s.kind = 'stitch' AND s.state = 'done'
          WHERE (SELECT sum((payload->'range'->>'to')::int - (payload->'range'->>'from')::int) FROM work_orders p
                 WHERE p.job_id = j.id AND p.kind = 'chunk' AND p.state = 'done') <> j.frames_total`,
  },
  {
    name: 'a job was paid more than once, or not at all',
    sql: `SELECT j.id FROM jobs j LEFT JOIN credit_entries c ON c.job_id = j.id AND c.action = 'consumed'
          WHERE j.state = 'completed' AND j.cost > 0 GROUP BY j.id HAVING count(c.id) <> 1`,
  },
  {
    name: 'the last token of an order is not the number of its attempts',
    sql: `SELECT o.id FROM work_orders o
          WHERE o.last_token <> (SELECT count(*) FROM attempts a WHERE a.order_id = o.id)`,
  },
  {
    name: 'an attempt ended and its lease is not dated',
    sql: `SELECT id FROM attempts WHERE NOT ${LEASED} AND ended_at IS NULL`,
  },
];

/** A sentence for each rule that is broken. Throws when the database is away. */
export async function audit(ledger: Pick<Ledger, 'query'>, rules: Rule[]): Promise<string[]> {
  const broken: string[] = [];
  for (const { name, sql, values } of rules) {
    const rows = await ledger.query<{ id: string }>(`${sql} LIMIT 1000`, values ?? []);
    if (rows.length > 0) broken.push(`${name}: ${rows.length} times, e.g. ${rows[0]?.id}`);
  }
  return broken;
}

/** Engine-seconds that each workspace was served while all of them had work waiting; ids of attempts sort by time. */
export function servedWhileAllWaited(ledger: Ledger): Promise<{ served: number }[]> {
  return ledger.query(`
    WITH firsts AS (
      SELECT o.workspace_id, o.engine_seconds, a.id::text AS leased
      FROM work_orders o JOIN attempts a ON a.order_id = o.id AND a.token = 1
    ), span AS (
      SELECT min(last) AS until FROM (SELECT max(leased) AS last FROM firsts GROUP BY workspace_id) ends
    )
    SELECT workspace_id, sum(engine_seconds) AS served FROM firsts, span
    WHERE leased <= span.until GROUP BY workspace_id`);
}
