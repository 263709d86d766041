import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The machines of the farm: who they are (credential), what they were measured to do, when they were last heard. */
export class Agents0000000000003 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE agents (
        id uuid PRIMARY KEY,
        name text NOT NULL,
        state text NOT NULL CHECK (state IN ('joining', 'ready', 'draining', 'revoked')),
        credential_hash text NOT NULL,
        boot_id uuid,
        wire_version text,
        agent_version text,
        inventory jsonb,
        capabilities jsonb,
        slots jsonb NOT NULL DEFAULT '[]',
        drain text CHECK (drain IN ('finish', 'now')),
        load numeric,
        disk_free_bytes bigint,
        accepting boolean NOT NULL DEFAULT true,
        not_accepting_reason text,
        created_at timestamptz(3) NOT NULL DEFAULT now(),
        hello_at timestamptz(3),
        seen_at timestamptz(3)
      );
    `);
  }

  down(): Promise<void> {
    throw new Error('Migrations go forward only: restore a backup instead.');
  }
}
