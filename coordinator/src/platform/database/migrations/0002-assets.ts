import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Files that customers upload. A row exists from the upload URL on; `state` says how far it came. */
export class Assets0000000000002 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE assets (
        id uuid PRIMARY KEY,
        workspace_id uuid NOT NULL REFERENCES workspaces (id) ON DELETE CASCADE,
        state text NOT NULL CHECK (state IN ('awaiting', 'uploaded', 'registered')),
        name text NOT NULL,
        type text NOT NULL CHECK (type IN ('image', 'video', 'audio', 'font')),
        storage_key text NOT NULL UNIQUE,
        content_type text,
        size_bytes bigint NOT NULL DEFAULT 0,
        sha256 text,
        duration numeric,
        width integer,
        height integer,
        metadata jsonb,
        created_by uuid REFERENCES members (id) ON DELETE SET NULL,
        created_at timestamptz(3) NOT NULL DEFAULT now(),
        updated_at timestamptz(3) NOT NULL DEFAULT now()
      );
      CREATE INDEX assets_listing ON assets (workspace_id, created_at DESC) WHERE state = 'registered';
    `);
  }

  down(): Promise<void> {
    throw new Error('Migrations go forward only: restore a backup instead.');
  }
}
