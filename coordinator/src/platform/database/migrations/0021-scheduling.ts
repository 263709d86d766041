import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Who may do what, and when: labels and start times of jobs, the pause of the farm, maintenance windows of agents,
 * engines that failed too often on an agent, and the list of what was given up.
 */
export class Scheduling0000000000021 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE jobs
        ADD COLUMN requires text[] NOT NULL DEFAULT '{}',
        ADD COLUMN prefers text[] NOT NULL DEFAULT '{}',
        ADD COLUMN not_before timestamptz(3),
        ADD COLUMN retried_as uuid;
      ALTER TABLE work_orders
        ADD COLUMN requires text[] NOT NULL DEFAULT '{}',
        ADD COLUMN prefers text[] NOT NULL DEFAULT '{}';
      CREATE INDEX work_orders_given_up ON work_orders (finished_at DESC, id DESC) WHERE state = 'failed';

      CREATE TABLE farm_state (
        id boolean PRIMARY KEY DEFAULT true CHECK (id),
        paused_at timestamptz(3),
        pause_reason text
      );
      INSERT INTO farm_state DEFAULT VALUES;

      ALTER TABLE agents ADD COLUMN windows jsonb NOT NULL DEFAULT '[]';
      CREATE TABLE agent_quarantines (
        agent_id uuid NOT NULL REFERENCES agents (id) ON DELETE CASCADE,
        engine text NOT NULL,
        -- Orders that failed on it one after another, without a success between them.
        order_ids uuid[] NOT NULL DEFAULT '{}',
        level integer NOT NULL DEFAULT 0,
        until timestamptz(3),
        message text NOT NULL,
        changed_at timestamptz(3) NOT NULL,
        PRIMARY KEY (agent_id, engine)
      );
    `);
  }

  down(): Promise<void> {
    throw new Error('Migrations go forward only: restore a backup instead.');
  }
}
