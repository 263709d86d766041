import type { AdminActor, Principal } from '../principal.js';

export type ActorKind = 'user' | 'key' | 'admin';

/** Who changes something: a caller in a workspace, or the operator of the farm. */
export type Actor = Principal | AdminActor;

/** What was changed. */
export interface AuditTarget {
  /** A noun: `key`, `member`, `integration`. */
  kind: string;
  id: string | null;
  /** For the operator, who works in no workspace: the one whose owners see the entry. */
  workspaceId?: string | null;
}

export interface AuditEntry {
  id: string;
  workspaceId: string | null;
  actorKind: ActorKind;
  actorId: string | null;
  /** `<noun>.<what happened>`, e.g. `key.created`. */
  action: string;
  targetKind: string;
  targetId: string | null;
  detail: Record<string, unknown>;
  address: string | null;
  requestId: string | null;
  at: Date;
}

export interface AuditQuery {
  page: number;
  limit: number;
  /** Only this action, or with a noun alone (`key`) everything that happened to such things. */
  action?: string | undefined;
}
