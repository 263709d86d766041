import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Subscriptions of workspaces, and a log of every try to deliver. `event_id` names the state change: every delivery
 * of it, and every later try, carries the same one. Test deliveries have no job.
 */
export class WebhookSubscriptions0000000000011 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE webhook_subscriptions (
        id uuid PRIMARY KEY,
        workspace_id uuid NOT NULL REFERENCES workspaces (id) ON DELETE CASCADE,
        url text NOT NULL,
        address text NOT NULL,
        events text[] NOT NULL,
        sealed_secret text NOT NULL,
        created_at timestamptz(3) NOT NULL,
        revoked_at timestamptz(3)
      );
      CREATE UNIQUE INDEX webhook_subscriptions_active ON webhook_subscriptions (workspace_id, address)
        WHERE revoked_at IS NULL;

      ALTER TABLE webhook_deliveries DROP CONSTRAINT webhook_deliveries_state_check;
      DROP INDEX webhook_deliveries_due;
      UPDATE webhook_deliveries SET state = CASE state WHEN 'due' THEN 'pending' ELSE 'dead' END
        WHERE state <> 'delivered';
      ALTER TABLE webhook_deliveries
        ADD CONSTRAINT webhook_deliveries_state_check CHECK (state IN ('pending', 'delivered', 'dead')),
        ALTER COLUMN job_id DROP NOT NULL,
        ADD COLUMN event_id uuid,
        ADD COLUMN subscription_id uuid REFERENCES webhook_subscriptions (id) ON DELETE SET NULL,
        ADD COLUMN test boolean NOT NULL DEFAULT false,
        ADD COLUMN last_status integer,
        ADD COLUMN reason text;
      ALTER TABLE webhook_deliveries RENAME COLUMN last_answer TO last_error;
      UPDATE webhook_deliveries SET event_id = gen_random_uuid(), reason = CASE state WHEN 'dead' THEN last_error END;
      ALTER TABLE webhook_deliveries ALTER COLUMN event_id SET NOT NULL;
      CREATE INDEX webhook_deliveries_due ON webhook_deliveries (next_at) WHERE state = 'pending';
      CREATE INDEX webhook_deliveries_listing ON webhook_deliveries (workspace_id, created_at DESC, id DESC);

      CREATE TABLE webhook_tries (
        id uuid PRIMARY KEY,
        delivery_id uuid NOT NULL REFERENCES webhook_deliveries (id) ON DELETE CASCADE,
        at timestamptz(3) NOT NULL,
        ms integer NOT NULL,
        status integer,
        error text,
        answer text
      );
      CREATE INDEX webhook_tries_listing ON webhook_tries (delivery_id, at DESC, id DESC);
    `);
  }

  down(): Promise<void> {
    throw new Error('Migrations go forward only: restore a backup instead.');
  }
}
