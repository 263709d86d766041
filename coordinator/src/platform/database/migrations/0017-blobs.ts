import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Bytes apart from names: within a workspace the same content is stored once, however many assets show it.
 * A blob is written down before its first byte is, and until its last byte is gone, so that no crash leaves a file
 * that nobody knows of. Assets from before keep their object; equal ones among them are not merged.
 */
export class Blobs0000000000017 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE blobs (
        id uuid PRIMARY KEY,
        workspace_id uuid NOT NULL REFERENCES workspaces (id) ON DELETE CASCADE,
        state text NOT NULL CHECK (state IN ('incoming', 'stored', 'leaving')),
        object_key text NOT NULL UNIQUE,
        sha256 text,
        size_bytes bigint NOT NULL DEFAULT 0,
        changed_at timestamptz(3) NOT NULL
      );
      CREATE UNIQUE INDEX blobs_content ON blobs (workspace_id, sha256) WHERE state = 'stored';
      CREATE INDEX blobs_unsettled ON blobs (changed_at) WHERE state <> 'stored';

      ALTER TABLE assets
        ADD COLUMN blob_id uuid REFERENCES blobs (id),
        ADD COLUMN object_key text,
        ADD COLUMN thumbnail_key text;
      CREATE INDEX assets_blob ON assets (blob_id);
      CREATE INDEX assets_awaiting ON assets (created_at) WHERE state = 'awaiting';

      INSERT INTO blobs (id, workspace_id, state, object_key, sha256, size_bytes, changed_at)
        SELECT id, workspace_id, 'stored', 'assets/' || storage_key,
          CASE WHEN row_number() OVER (PARTITION BY workspace_id, sha256 ORDER BY id) = 1 THEN sha256 END,
          size_bytes, updated_at
        FROM assets WHERE state <> 'awaiting';
      UPDATE assets SET blob_id = id, object_key = 'assets/' || storage_key WHERE state <> 'awaiting';
    `);
  }

  down(): Promise<void> {
    throw new Error('Migrations go forward only: restore a backup instead.');
  }
}
