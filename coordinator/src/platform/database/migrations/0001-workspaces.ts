import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Who may call: workspaces, their members and keys, and the tokens with which agents join. */
export class Workspaces0000000000001 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE workspaces (
        id uuid PRIMARY KEY,
        name text NOT NULL,
        created_at timestamptz(3) NOT NULL DEFAULT now()
      );
      CREATE TABLE members (
        id uuid PRIMARY KEY,
        workspace_id uuid NOT NULL REFERENCES workspaces (id) ON DELETE CASCADE,
        email text NOT NULL,
        name text,
        role text NOT NULL CHECK (role IN ('owner', 'admin', 'member')),
        password_hash text NOT NULL,
        created_at timestamptz(3) NOT NULL DEFAULT now()
      );
      CREATE UNIQUE INDEX members_email ON members (lower(email));
      CREATE INDEX members_workspace ON members (workspace_id);
      CREATE TABLE api_keys (
        id uuid PRIMARY KEY,
        workspace_id uuid NOT NULL REFERENCES workspaces (id) ON DELETE CASCADE,
        name text NOT NULL,
        prefix text NOT NULL,
        hash text NOT NULL UNIQUE,
        created_by uuid REFERENCES members (id) ON DELETE SET NULL,
        created_at timestamptz(3) NOT NULL DEFAULT now(),
        last_used_at timestamptz(3),
        revoked_at timestamptz(3)
      );
      CREATE INDEX api_keys_prefix ON api_keys (prefix) WHERE revoked_at IS NULL;
      CREATE INDEX api_keys_workspace ON api_keys (workspace_id);
      CREATE TABLE join_tokens (
        id uuid PRIMARY KEY,
        label text NOT NULL,
        hash text NOT NULL UNIQUE,
        reusable boolean NOT NULL,
        created_at timestamptz(3) NOT NULL DEFAULT now(),
        expires_at timestamptz(3),
        used_at timestamptz(3),
        used_by uuid,
        revoked_at timestamptz(3)
      );
    `);
  }

  down(): Promise<void> {
    throw new Error('Migrations go forward only: restore a backup instead.');
  }
}
