/**
 * The hot queries of leasing, in two levels. First the workspace that was served least (start-time fair queueing in
 * estimated engine-seconds by weight) among those with an order that this agent may have; then the best order of it,
 * by priority and age.
 *
 * Keeps: an order is leased by one caller only. The row lock of the chosen order decides, `skip locked` lets every
 * other caller go on instead of waiting for this one; `attempts_one_lease` would refuse a second lease even if these
 * queries were wrong.
 * Indexes: `workspace_shares_next` (served) and `work_orders_ready` (workspace, lane, priority desc, created_at, id)
 * where state = 'waiting'; both are read in order and stop at the first row that fits, so what waits costs nothing.
 * Feasible: lane of the engine, size in either orientation, engine not excluded for this order, workspace below its
 * cap (which counts renders; moving files is not capped), and every label that the order requires ($9 are the agent's).
 * Paused: a paused farm leases nothing; a paused workspace begins nothing new, and what it has made is still sent.
 * Other agents first: an order that failed here waits for the other able agents ($6), unless all of them have failed
 * it too, or it has waited for them for longer than $7 allows. So does an order that prefers labels which other able
 * agents have ($10) and this one has not.
 *
 * $1 agent, $2 engine, $3 now, $4 longer side, $5 shorter side, $6 other able agents, $7 moment: orders due before it
 * are no longer kept for others, $8 lane, $9 labels of the agent, $10 labels of the other able agents
 */
const FEASIBLE = `
  o.state = 'waiting'
    AND o.lane = $8
    AND o.not_before <= $3
    AND greatest(o.width, o.height) <= $4 AND least(o.width, o.height) <= $5
    AND NOT ($2 = ANY(o.excluded_engines))
    AND o.requires <@ $9::text[]
    AND (o.prefers = '{}' OR o.prefers && $9::text[] OR NOT (o.prefers && $10::text[]) OR o.not_before <= $7)
    AND (NOT ($1 = ANY(o.failed_on)) OR $6::uuid[] <@ o.failed_on OR o.not_before <= $7)`;

/** $11 cap of a workspace (0: none), $12 workspaces that were looked at in vain. */
export const NEXT_WORKSPACE = `
  SELECT s.workspace_id AS id
  FROM workspace_shares s
  WHERE NOT (s.workspace_id = ANY($12::uuid[]))
    AND EXISTS (SELECT 1 FROM work_orders o WHERE o.workspace_id = s.workspace_id AND ${FEASIBLE})
    AND NOT EXISTS (SELECT 1 FROM farm_state WHERE paused_at IS NOT NULL)
    AND ($8 = 'io' OR NOT EXISTS (
      SELECT 1 FROM workspaces w WHERE w.id = s.workspace_id AND w.paused_at IS NOT NULL))
    AND ($11 = 0 OR $8 = 'io' OR $11 > (
      SELECT count(*) FROM attempts a
      WHERE a.workspace_id = s.workspace_id AND a.state IN ('offered', 'running') AND a.engine <> 'io'))
  ORDER BY s.served, s.workspace_id
  LIMIT 1`;

/** $11 workspace. */
export const LEASE_NEXT = `
  SELECT o.id
  FROM work_orders o
  WHERE o.workspace_id = $11 AND ${FEASIBLE}
  ORDER BY o.priority DESC, o.created_at, o.id
  LIMIT 1
  FOR UPDATE OF o SKIP LOCKED`;

/** Notes that a workspace was served $2 engine-seconds. */
export const CHARGE_SHARE = `
  UPDATE workspace_shares SET served = served + $2 / weight WHERE workspace_id = $1`;

/**
 * Before a workspace ($1) gets an order at $2: one that was idle begins level with the least served of those that wait,
 * so that idleness saves up no claim; one that has work keeps its place. What is planned for later is no work yet.
 */
export const WAKE_SHARE = `
  INSERT INTO workspace_shares AS s (workspace_id, served)
  VALUES ($1, (
    SELECT coalesce(min(other.served), 0) FROM workspace_shares other
    WHERE other.workspace_id <> $1 AND EXISTS (
      SELECT 1 FROM work_orders o WHERE o.workspace_id = other.workspace_id AND o.state = 'waiting' AND o.not_before <= $2)))
  ON CONFLICT (workspace_id) DO UPDATE SET served = excluded.served
  WHERE s.served < excluded.served AND NOT EXISTS (
    SELECT 1 FROM work_orders o WHERE o.workspace_id = $1 AND o.state = 'waiting' AND o.not_before <= $2)`;
