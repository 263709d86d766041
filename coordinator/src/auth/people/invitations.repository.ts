import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { IsNull, Repository } from 'typeorm';
import { inTx, type Tx } from '../../platform/database/transaction.js';
import { InvitationEntity } from './invitation.entity.js';
import type { Invitation } from './people.types.js';

@Injectable()
export class InvitationsRepository {
  constructor(@InjectRepository(InvitationEntity) private readonly rows: Repository<InvitationEntity>) {}

  /** Takes the place of an open invitation of the same person to the same workspace. */
  async replace(invitation: Invitation & { hash: string }, tx: Tx): Promise<void> {
    const rows = inTx(this.rows, tx);
    const { workspaceId, email, createdAt } = invitation;
    await rows
      .createQueryBuilder()
      .update()
      .set({ revokedAt: createdAt })
      .where('workspace_id = :workspaceId AND lower(email) = lower(:email)', { workspaceId, email })
      .andWhere('accepted_at IS NULL AND revoked_at IS NULL')
      .execute();
    await rows.insert({ ...invitation, acceptedAt: null, revokedAt: null });
  }

  /** Those that are neither accepted nor revoked; expired ones are listed too, so that they can be seen and renewed. */
  async open(workspaceId: string): Promise<Invitation[]> {
    const rows = await this.rows.find({
      where: { workspaceId, acceptedAt: IsNull(), revokedAt: IsNull() },
      order: { createdAt: 'DESC', id: 'DESC' },
    });
    return rows.map(toInvitation);
  }

  /** An open invitation by the hash of its token, locked: of two who accept at once, one does. */
  async lockByHash(hash: string, tx: Tx): Promise<Invitation | undefined> {
    const row = await inTx(this.rows, tx).findOne({
      where: { hash, acceptedAt: IsNull(), revokedAt: IsNull() },
      lock: { mode: 'pessimistic_write' },
    });
    return row ? toInvitation(row) : undefined;
  }

  async accept(id: string, at: Date, tx: Tx): Promise<void> {
    await inTx(this.rows, tx).update({ id }, { acceptedAt: at });
  }

  /** The invitation that was open and is revoked now. */
  async revoke(workspaceId: string, id: string, at: Date, tx: Tx): Promise<Invitation | undefined> {
    const rows = inTx(this.rows, tx);
    const where = { id, workspaceId, acceptedAt: IsNull(), revokedAt: IsNull() };
    const row = await rows.findOne({ where, lock: { mode: 'pessimistic_write' } });
    if (!row) return undefined;
    await rows.update({ id }, { revokedAt: at });
    return toInvitation(row);
  }
}

const toInvitation = ({
  id,
  workspaceId,
  email,
  role,
  invitedBy,
  createdAt,
  expiresAt,
}: InvitationEntity): Invitation => ({ id, workspaceId, email, role, invitedBy, createdAt, expiresAt });
