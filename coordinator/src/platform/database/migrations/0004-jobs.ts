import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * The ledger: jobs, their work orders, the attempts at them and the Idempotency-Keys.
 * Three indexes keep promises: `attempts_one_lease` (one leased attempt for each order, whatever the code does),
 * `attempts_token` (a fencing token is given once), `idempotency_keys_pkey` (one job for each key).
 */
export class Jobs0000000000004 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE jobs (
        id uuid PRIMARY KEY,
        workspace_id uuid NOT NULL REFERENCES workspaces (id) ON DELETE CASCADE,
        created_by uuid,
        name text NOT NULL,
        dialect text NOT NULL,
        document jsonb NOT NULL,
        scene jsonb NOT NULL,
        state text NOT NULL CHECK (state IN ('pending', 'rendering', 'completed', 'failed', 'cancelled')),
        stage text NOT NULL,
        progress integer NOT NULL DEFAULT 0 CHECK (progress BETWEEN 0 AND 100),
        frames_done integer NOT NULL DEFAULT 0,
        frames_total integer NOT NULL DEFAULT 0,
        width integer NOT NULL,
        height integer NOT NULL,
        fps numeric NOT NULL,
        duration numeric,
        cost numeric NOT NULL,
        error text,
        failure_code text,
        warnings jsonb NOT NULL DEFAULT '[]',
        outputs jsonb,
        attempt_id uuid,
        rendered_with jsonb,
        webhook_url text,
        project_id uuid,
        priority integer NOT NULL DEFAULT 0,
        origin text NOT NULL,
        created_at timestamptz(3) NOT NULL,
        started_at timestamptz(3),
        completed_at timestamptz(3),
        CONSTRAINT completed_has_outputs CHECK (state <> 'completed' OR (outputs IS NOT NULL AND progress = 100)),
        CONSTRAINT hundred_means_completed CHECK (progress < 100 OR state = 'completed')
      );
      CREATE INDEX jobs_listing ON jobs (workspace_id, created_at DESC, id DESC);

      CREATE TABLE work_orders (
        id uuid PRIMARY KEY,
        job_id uuid NOT NULL REFERENCES jobs (id) ON DELETE CASCADE,
        workspace_id uuid NOT NULL,
        kind text NOT NULL CHECK (kind IN ('plan', 'chunk', 'audio', 'stitch', 'whole')),
        state text NOT NULL CHECK (state IN ('waiting', 'running', 'done', 'failed', 'cancelled')),
        priority integer NOT NULL DEFAULT 0,
        width integer NOT NULL,
        height integer NOT NULL,
        last_token integer NOT NULL DEFAULT 0,
        failures integer NOT NULL DEFAULT 0,
        failed_on uuid[] NOT NULL DEFAULT '{}',
        excluded_engines text[] NOT NULL DEFAULT '{}',
        not_before timestamptz(3) NOT NULL,
        result jsonb,
        created_at timestamptz(3) NOT NULL,
        finished_at timestamptz(3)
      );
      CREATE INDEX work_orders_ready ON work_orders (priority DESC, created_at, id) WHERE state = 'waiting';
      CREATE INDEX work_orders_job ON work_orders (job_id);

      CREATE TABLE attempts (
        id uuid PRIMARY KEY,
        order_id uuid NOT NULL REFERENCES work_orders (id) ON DELETE CASCADE,
        job_id uuid NOT NULL,
        workspace_id uuid NOT NULL,
        agent_id uuid NOT NULL REFERENCES agents (id) ON DELETE CASCADE,
        engine text NOT NULL,
        token integer NOT NULL CHECK (token > 0),
        state text NOT NULL CHECK (state IN ('offered', 'running', 'done', 'failed', 'refused', 'cancelled')),
        lease_until timestamptz(3) NOT NULL,
        phase text,
        percent integer NOT NULL DEFAULT 0,
        frames_done integer NOT NULL DEFAULT 0,
        frames_total integer NOT NULL DEFAULT 0,
        progress_at timestamptz(3) NOT NULL,
        failure jsonb,
        upload_keys text[] NOT NULL DEFAULT '{}',
        created_at timestamptz(3) NOT NULL,
        ended_at timestamptz(3)
      );
      CREATE UNIQUE INDEX attempts_one_lease ON attempts (order_id) WHERE state IN ('offered', 'running');
      CREATE UNIQUE INDEX attempts_token ON attempts (order_id, token);
      CREATE INDEX attempts_leases ON attempts (lease_until) WHERE state IN ('offered', 'running');
      CREATE INDEX attempts_agent ON attempts (agent_id) WHERE state IN ('offered', 'running');
      CREATE INDEX attempts_leftovers ON attempts (ended_at)
        WHERE state IN ('failed', 'refused', 'cancelled') AND upload_keys <> '{}';

      CREATE TABLE idempotency_keys (
        workspace_id uuid NOT NULL REFERENCES workspaces (id) ON DELETE CASCADE,
        route text NOT NULL,
        key text NOT NULL,
        body_hash text NOT NULL,
        job_id uuid NOT NULL REFERENCES jobs (id) ON DELETE CASCADE,
        created_at timestamptz(3) NOT NULL,
        PRIMARY KEY (workspace_id, route, key)
      );
      CREATE INDEX idempotency_keys_age ON idempotency_keys (created_at);
    `);
  }

  down(): Promise<void> {
    throw new Error('Migrations go forward only: restore a backup instead.');
  }
}
