/**
 * The one hot query: the next order that this agent may have on this engine.
 *
 * Keeps: an order is leased by one caller only. The row lock of the chosen order decides, `skip locked` lets every
 * other caller go on to the next order instead of waiting for this one; `attempts_one_lease` would refuse a second
 * lease even if this query were wrong.
 * Index: `work_orders_ready` (lane, priority desc, created_at, id) where state = 'waiting'; read in order, stops at the
 * first row that fits.
 * Feasible: lane of the engine, size in either orientation, engine not excluded for this order, workspace below its
 * cap (which counts renders; moving files is not capped).
 * Other agents first: an order that failed here waits for the other able agents ($6), unless all of them have failed
 * it too, or it has waited for them for longer than $8 allows.
 *
 * $1 agent, $2 engine, $3 now, $4 longer side, $5 shorter side, $6 other able agents, $7 cap of a workspace (0: none),
 * $8 moment: orders due before it are no longer kept for others, $9 lane
 */
export const LEASE_NEXT = `
  SELECT o.id
  FROM work_orders o
  WHERE o.state = 'waiting'
    AND o.lane = $9
    AND o.not_before <= $3
    AND greatest(o.width, o.height) <= $4 AND least(o.width, o.height) <= $5
    AND NOT ($2 = ANY(o.excluded_engines))
    AND (NOT ($1 = ANY(o.failed_on)) OR $6::uuid[] <@ o.failed_on OR o.not_before <= $8)
    AND ($7 = 0 OR $9 = 'io' OR o.workspace_id NOT IN (
      SELECT a.workspace_id FROM attempts a
      WHERE a.state IN ('offered', 'running') AND a.engine <> 'io'
      GROUP BY a.workspace_id HAVING count(*) >= $7))
  ORDER BY o.priority DESC, o.created_at, o.id
  LIMIT 1
  FOR UPDATE OF o SKIP LOCKED`;
