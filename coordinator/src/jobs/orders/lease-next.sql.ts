/**
 * The hot queries of leasing. One batch is for the free slots of agents that are alike (engine, sizes, labels), one
 * order for each slot, in two levels: between workspaces start-time fair queueing in estimated engine-seconds by
 * weight, inside a workspace priority and age. Each order of a workspace starts where the orders before it end, so the
 * batch takes exactly what as many single leases would have taken one after the other.
 *
 * Keeps: an order is leased by one caller only. Batches of one lane follow one another (LANE_LOCK in
 * leases.repository), so shares, slots and caps are exact, whichever coordinator leases; `skip locked` goes past
 * orders that somebody else is about to change; `attempts_one_lease` would refuse a second lease even if these queries
 * were wrong.
 * Indexes: `workspace_shares_next` (served) and `work_orders_ready` (workspace, lane, priority desc, created_at, id)
 * where state = 'waiting'; both are read in order and stop when the batch is full, so what waits costs nothing.
 * Laterals with both an order and a limit keep the planner from reading the whole queue instead, and so does the CASE:
 * the planner multiplies its guesses about the terms, believes that almost no order is feasible, and would sort them all.
 * Behind a CASE it believes that half of them are. (20,000 waiting in 5 workspaces: 80 ms before, 1.7 ms with it.)
 * Feasible: lane of the engine, size in either orientation, engine not excluded for this order, workspace below its
 * cap (which counts renders; moving files is not capped), every label that the order requires ($9 are the agents'),
 * and everything that its output needs ($13 is what the engine makes).
 * Paused: a paused farm leases nothing; a paused workspace begins nothing new, and what it has made is still sent.
 * Other agents first: an order that failed on all of these agents ($1) waits for the other able ones, unless all able
 * agents ($6) have failed it, or it has waited for them for longer than $7 allows. So does an order that prefers
 * labels which other able agents have ($10) and these have not.
 *
 * $1 agents, $2 engine, $3 now, $4 longer side, $5 shorter side, $6 able agents, $7 moment: orders due before it
 * are no longer kept for others, $8 lane, $9 labels of the agents, $10 labels of all able agents
 */
const FEASIBLE = `
  o.state = 'waiting'
    AND o.lane = $8
    AND CASE WHEN
      o.not_before <= $3
      AND greatest(o.width, o.height) <= $4 AND least(o.width, o.height) <= $5
      AND NOT ($2 = ANY(o.excluded_engines))
      AND o.requires <@ $9::text[]
      AND o.needs <@ $13::text[]
      AND (o.prefers = '{}' OR o.prefers && $9::text[] OR NOT (o.prefers && $10::text[]) OR o.not_before <= $7)
      AND (NOT ($1::uuid[] <@ o.failed_on) OR $6::uuid[] <@ o.failed_on OR o.not_before <= $7)
    THEN true ELSE false END`;

/** $11 cap of a workspace (0: none), $12 slots of the batch, $13 what the engine makes. Answers ids, first to be served first. */
export const PICK_ORDERS = `
  WITH open AS (
    SELECT s.workspace_id, s.served, s.weight::double precision AS weight, cap.room
    FROM workspace_shares s
    CROSS JOIN LATERAL (
      SELECT CASE WHEN $11::int = 0 OR $8 = 'io' THEN $12::int
        ELSE least($12::int, $11::int - (
          SELECT count(*)::int FROM attempts a
          WHERE a.workspace_id = s.workspace_id AND a.state IN ('offered', 'running') AND a.engine <> 'io')) END AS room
    ) cap
    CROSS JOIN LATERAL (
      SELECT 1 FROM work_orders o WHERE o.workspace_id = s.workspace_id AND ${FEASIBLE}
      ORDER BY o.priority DESC, o.created_at, o.id
      LIMIT 1
    ) due
    WHERE cap.room > 0
      AND NOT EXISTS (SELECT 1 FROM farm_state WHERE paused_at IS NOT NULL)
      AND ($8 = 'io' OR NOT EXISTS (
        SELECT 1 FROM workspaces w WHERE w.id = s.workspace_id AND w.paused_at IS NOT NULL))
    ORDER BY s.served, s.workspace_id
    LIMIT $12
  ), candidates AS (
    SELECT w.workspace_id, c.id, c.place, w.served + c.before / w.weight AS starts
    FROM open w
    CROSS JOIN LATERAL (
      SELECT f.id, row_number() OVER queue AS place, sum(f.engine_seconds) OVER queue - f.engine_seconds AS before
      FROM (
        SELECT o.id, o.priority, o.created_at, o.engine_seconds FROM work_orders o
        WHERE o.workspace_id = w.workspace_id AND ${FEASIBLE}
        ORDER BY o.priority DESC, o.created_at, o.id
        LIMIT w.room
      ) f
      WINDOW queue AS (ORDER BY f.priority DESC, f.created_at, f.id ROWS UNBOUNDED PRECEDING)
    ) c
  ), chosen AS (
    SELECT * FROM candidates ORDER BY starts, workspace_id, place LIMIT $12
  ), listed AS (
    SELECT array_agg(id ORDER BY starts, workspace_id, place) AS ids FROM chosen
  )
  SELECT o.id FROM work_orders o
  WHERE o.state = 'waiting' AND o.id = ANY((SELECT ids FROM listed)::uuid[])
  ORDER BY array_position((SELECT ids FROM listed), o.id)
  FOR UPDATE OF o SKIP LOCKED`;

/**
 * Leases orders whose rows are locked: order, attempt and share change in one statement. Shares are locked in order:
 * the other lane may charge the same workspaces at the same time.
 * $1 orders, $2 new attempts, $3 their agents, $4 engine, $5 end of the leases, $6 now
 */
export const GRANT_LEASES = `
  WITH leased AS (
    UPDATE work_orders o SET state = 'running', last_token = o.last_token + 1
    FROM unnest($1::uuid[], $2::uuid[], $3::uuid[]) AS pick (order_id, attempt_id, agent_id)
    WHERE o.id = pick.order_id AND CASE WHEN o.state = 'waiting' THEN true ELSE false END
    RETURNING o.id, o.job_id, o.workspace_id, o.engine_seconds, o.last_token, pick.attempt_id, pick.agent_id
  ), payers AS (
    SELECT s.workspace_id FROM workspace_shares s
    WHERE s.workspace_id IN (SELECT workspace_id FROM leased)
    ORDER BY s.workspace_id FOR UPDATE
  ), charged AS (
    UPDATE workspace_shares s SET served = s.served + cost.seconds / s.weight
    FROM payers JOIN (SELECT workspace_id, sum(engine_seconds) AS seconds FROM leased GROUP BY workspace_id) cost
      USING (workspace_id)
    WHERE s.workspace_id = payers.workspace_id
  )
  INSERT INTO attempts (id, order_id, job_id, workspace_id, agent_id, engine, token, state, lease_until, progress_at, created_at)
  SELECT attempt_id, id, job_id, workspace_id, agent_id, $4, last_token, 'offered', $5, $6, $6 FROM leased
  RETURNING order_id AS id`;

/**
 * Before a workspace ($1) gets an order at $2: one that was idle begins level with the least served of those that wait,
 * so that idleness saves up no claim; one that has work keeps its place. What is planned for later is no work yet. A
 * workspace with work locks nothing here: its submissions and leases need not wait for each other.
 */
export const WAKE_SHARE = `
  INSERT INTO workspace_shares AS s (workspace_id, served)
  SELECT $1, (
    SELECT coalesce(min(other.served), 0) FROM workspace_shares other
    WHERE other.workspace_id <> $1 AND EXISTS (
      SELECT 1 FROM work_orders o WHERE o.workspace_id = other.workspace_id AND o.state = 'waiting' AND o.not_before <= $2))
  WHERE NOT EXISTS (
    SELECT 1 FROM work_orders o WHERE o.workspace_id = $1 AND o.state = 'waiting' AND o.not_before <= $2)
  ON CONFLICT (workspace_id) DO UPDATE SET served = excluded.served
  WHERE s.served < excluded.served`;
