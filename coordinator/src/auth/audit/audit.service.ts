import { Injectable } from '@nestjs/common';
import { Clock } from '../../platform/clock.js';
import { newId } from '../../platform/crypto/ids.js';
import type { Tx } from '../../platform/database/transaction.js';
import type { Page } from '../people/people.types.js';
import { withoutSecrets } from './audit-detail.policy.js';
import { AuditRepository } from './audit.repository.js';
import type { Actor, ActorKind, AuditEntry, AuditQuery, AuditTarget } from './audit.types.js';

/** The log of changes: who changed what, from where, when. Entries are only ever added. */
@Injectable()
export class AuditService {
  constructor(
    private readonly rows: AuditRepository,
    private readonly clock: Clock,
  ) {}

  /**
   * Writes an entry, inside the transaction of the change when there is one. `action` is `<noun>.<what happened>`
   * (`integration.created`); `detail` holds names and ids: members that look like secrets are hidden.
   */
  async note(
    actor: Actor,
    action: string,
    target: AuditTarget,
    detail: Record<string, unknown> = {},
    tx?: Tx,
  ): Promise<void> {
    const entry: AuditEntry = {
      id: newId(),
      workspaceId:
        target.workspaceId === undefined && actor.via !== 'admin'
          ? actor.workspaceId
          : (target.workspaceId ?? null),
      ...actorFacts(actor),
      action,
      targetKind: target.kind,
      targetId: target.id,
      detail: withoutSecrets(detail),
      address: actor.from?.address ?? null,
      requestId: actor.from?.requestId ?? null,
      at: this.clock.date(),
    };
    await this.rows.insert(entry, tx);
  }

  /** The entries of a workspace. */
  ofWorkspace(workspaceId: string, query: AuditQuery): Promise<Page<AuditEntry>> {
    return this.rows.page(query, workspaceId);
  }

  /** The entries of the whole farm, or of one workspace: for its operator. */
  all(query: AuditQuery, workspaceId?: string): Promise<Page<AuditEntry>> {
    return this.rows.page(query, workspaceId);
  }
}

function actorFacts(actor: Actor): { actorKind: ActorKind; actorId: string | null } {
  if (actor.via === 'admin') return { actorKind: 'admin', actorId: null };
  return actor.keyId
    ? { actorKind: 'key', actorId: actor.keyId }
    : { actorKind: 'user', actorId: actor.memberId };
}
