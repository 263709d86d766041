import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Workflows, their runs and the steps of the runs. A run carries what makes it durable: `due_at` (somebody should look
 * at it), `held_until` (an engine is at it), `turn` (fencing number of that engine). `workflow_steps_place` keeps one
 * row for each place in a run.
 */
export class Workflows0000000000016 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE workflows (
        id uuid PRIMARY KEY,
        workspace_id uuid NOT NULL REFERENCES workspaces (id) ON DELETE CASCADE,
        created_by uuid NOT NULL,
        name text NOT NULL,
        description text,
        definition jsonb NOT NULL,
        is_active boolean NOT NULL,
        source_preset_id text,
        created_at timestamptz(3) NOT NULL,
        updated_at timestamptz(3) NOT NULL
      );
      CREATE INDEX workflows_listing ON workflows (workspace_id, created_at DESC, id DESC);

      CREATE TABLE workflow_runs (
        id uuid PRIMARY KEY,
        workflow_id uuid NOT NULL REFERENCES workflows (id) ON DELETE CASCADE,
        workspace_id uuid NOT NULL REFERENCES workspaces (id) ON DELETE CASCADE,
        triggered_by uuid,
        key_linked boolean NOT NULL,
        trigger text NOT NULL,
        status text NOT NULL
          CHECK (status IN ('queued', 'running', 'waiting_review', 'completed', 'failed', 'cancelled')),
        definition jsonb NOT NULL,
        given jsonb NOT NULL,
        variables jsonb NOT NULL,
        estimated_cost numeric,
        total_cost numeric,
        error text,
        origin text NOT NULL,
        due_at timestamptz(3),
        held_until timestamptz(3),
        turn integer NOT NULL DEFAULT 0,
        started_at timestamptz(3),
        completed_at timestamptz(3),
        created_at timestamptz(3) NOT NULL,
        updated_at timestamptz(3) NOT NULL
      );
      CREATE INDEX workflow_runs_listing ON workflow_runs (workflow_id, created_at DESC, id DESC);
      CREATE INDEX workflow_runs_due ON workflow_runs (due_at) WHERE due_at IS NOT NULL;
      CREATE INDEX workflow_runs_held ON workflow_runs (held_until) WHERE held_until IS NOT NULL;

      CREATE TABLE workflow_run_steps (
        id uuid PRIMARY KEY,
        run_id uuid NOT NULL REFERENCES workflow_runs (id) ON DELETE CASCADE,
        workspace_id uuid NOT NULL,
        step_index integer NOT NULL,
        type text NOT NULL,
        name text,
        config jsonb NOT NULL,
        status text NOT NULL
          CHECK (status IN ('pending', 'running', 'waiting', 'completed', 'failed', 'skipped')),
        attempt integer NOT NULL DEFAULT 0,
        not_before timestamptz(3),
        job_id uuid,
        memo jsonb,
        input_url text,
        output_url text,
        output_key text,
        rendition_id text,
        error text,
        response_status integer,
        metadata jsonb,
        retry_count integer NOT NULL DEFAULT 0,
        max_retries integer NOT NULL DEFAULT 0,
        logs jsonb NOT NULL DEFAULT '[]',
        started_at timestamptz(3),
        completed_at timestamptz(3),
        created_at timestamptz(3) NOT NULL,
        updated_at timestamptz(3) NOT NULL
      );
      CREATE UNIQUE INDEX workflow_steps_place ON workflow_run_steps (run_id, step_index);
      CREATE INDEX workflow_steps_job ON workflow_run_steps (job_id) WHERE job_id IS NOT NULL;
    `);
  }

  down(): Promise<void> {
    throw new Error('Migrations go forward only: restore a backup instead.');
  }
}
