import type { Role } from '../principal.js';

/** A person, in whatever workspaces. */
export interface User {
  id: string;
  email: string;
  name: string | null;
  createdAt: Date;
  disabledAt: Date | null;
}

/** A person in one workspace. */
export interface Member {
  /** The person's id. */
  id: string;
  email: string;
  name: string | null;
  role: Role;
  workspaceId: string;
  workspaceName: string;
  /** True while the operator of the farm has paused the workspace. */
  paused: boolean;
  /** Since when the person is in the workspace. */
  createdAt: Date;
}

export interface Invitation {
  id: string;
  workspaceId: string;
  email: string;
  role: Role;
  invitedBy: string | null;
  createdAt: Date;
  expiresAt: Date;
}

/** One page of a list. */
export interface Page<T> {
  rows: T[];
  total: number;
}

export interface PageQuery {
  /** From 1. */
  page: number;
  limit: number;
}
