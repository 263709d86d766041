import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * People apart from workspaces: `members` becomes `users` and `memberships`, so that one person may be in several
 * workspaces. Ids stay, so `created_by` of other tables goes on naming the same person. Sessions hold refresh tokens.
 */
export class People0000000000007 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE users (
        id uuid PRIMARY KEY,
        email text NOT NULL,
        name text,
        password_hash text NOT NULL,
        created_at timestamptz(3) NOT NULL,
        disabled_at timestamptz(3)
      );
      CREATE UNIQUE INDEX users_email ON users (lower(email));
      INSERT INTO users (id, email, name, password_hash, created_at)
        SELECT id, email, name, password_hash, created_at FROM members;

      CREATE TABLE memberships (
        user_id uuid NOT NULL REFERENCES users (id) ON DELETE CASCADE,
        workspace_id uuid NOT NULL REFERENCES workspaces (id) ON DELETE CASCADE,
        role text NOT NULL CHECK (role IN ('owner', 'admin', 'member')),
        created_at timestamptz(3) NOT NULL,
        PRIMARY KEY (user_id, workspace_id)
      );
      CREATE INDEX memberships_workspace ON memberships (workspace_id);
      INSERT INTO memberships (user_id, workspace_id, role, created_at)
        SELECT id, workspace_id, role, created_at FROM members;

      ALTER TABLE api_keys
        DROP CONSTRAINT api_keys_created_by_fkey,
        ADD CONSTRAINT api_keys_created_by_fkey FOREIGN KEY (created_by) REFERENCES users (id) ON DELETE SET NULL,
        ALTER COLUMN workspace_id DROP NOT NULL,
        ADD COLUMN role text NOT NULL DEFAULT 'owner' CHECK (role IN ('owner', 'admin', 'member'));
      ALTER TABLE assets
        DROP CONSTRAINT assets_created_by_fkey,
        ADD CONSTRAINT assets_created_by_fkey FOREIGN KEY (created_by) REFERENCES users (id) ON DELETE SET NULL;
      DROP TABLE members;
      ALTER TABLE workspaces ADD COLUMN paused_at timestamptz(3);

      CREATE TABLE sessions (
        id uuid PRIMARY KEY,
        user_id uuid NOT NULL REFERENCES users (id) ON DELETE CASCADE,
        workspace_id uuid NOT NULL REFERENCES workspaces (id) ON DELETE CASCADE,
        created_at timestamptz(3) NOT NULL,
        expires_at timestamptz(3) NOT NULL,
        ended_at timestamptz(3),
        ended_why text
      );
      CREATE INDEX sessions_user ON sessions (user_id);
      CREATE TABLE refresh_tokens (
        hash text PRIMARY KEY,
        session_id uuid NOT NULL REFERENCES sessions (id) ON DELETE CASCADE,
        created_at timestamptz(3) NOT NULL,
        used_at timestamptz(3)
      );
      CREATE INDEX refresh_tokens_session ON refresh_tokens (session_id);

      CREATE TABLE invitations (
        id uuid PRIMARY KEY,
        workspace_id uuid NOT NULL REFERENCES workspaces (id) ON DELETE CASCADE,
        email text NOT NULL,
        role text NOT NULL CHECK (role IN ('owner', 'admin', 'member')),
        hash text NOT NULL UNIQUE,
        invited_by uuid REFERENCES users (id) ON DELETE SET NULL,
        created_at timestamptz(3) NOT NULL,
        expires_at timestamptz(3) NOT NULL,
        accepted_at timestamptz(3),
        revoked_at timestamptz(3)
      );
      CREATE UNIQUE INDEX invitations_open ON invitations (workspace_id, lower(email))
        WHERE accepted_at IS NULL AND revoked_at IS NULL;
    `);
  }

  down(): Promise<void> {
    throw new Error('Migrations go forward only: restore a backup instead.');
  }
}
