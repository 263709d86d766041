import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { Repository } from 'typeorm';
import { inTx, type Tx } from '../../platform/database/transaction.js';
import type { Role } from '../principal.js';
import { MembershipEntity } from './membership.entity.js';
import type { Member, Page, PageQuery } from './people.types.js';

/** Disabled people are members still, but nothing is done for them: `LIVE` leaves them out. */
const MEMBERS = `
  SELECT u.id, u.email, u.name, m.role, m.workspace_id AS "workspaceId", w.name AS "workspaceName",
         w.paused_at IS NOT NULL AS paused, m.created_at AS "createdAt"
  FROM memberships m JOIN users u ON u.id = m.user_id JOIN workspaces w ON w.id = m.workspace_id`;
const LIVE = 'u.disabled_at IS NULL';
const OLDEST_FIRST = 'ORDER BY m.created_at, m.workspace_id, u.id';

@Injectable()
export class MembershipsRepository {
  constructor(@InjectRepository(MembershipEntity) private readonly rows: Repository<MembershipEntity>) {}

  /** False when the person is in the workspace already. */
  async insert(
    row: { userId: string; workspaceId: string; role: Role; createdAt: Date },
    tx?: Tx,
  ): Promise<boolean> {
    const done = await inTx(this.rows, tx)
      .createQueryBuilder()
      .insert()
      .values(row)
      .orIgnore()
      .returning('user_id')
      .execute();
    return (done.raw as unknown[]).length > 0;
  }

  /** The person in this workspace; nobody when disabled. */
  async live(userId: string, workspaceId: string, tx?: Tx): Promise<Member | undefined> {
    const sql = `${MEMBERS} WHERE m.user_id = $1 AND m.workspace_id = $2 AND ${LIVE}`;
    return (await this.query(sql, [userId, workspaceId], tx))[0];
  }

  /** The workspaces of a person, the oldest membership first: that one is the default. */
  ofUser(userId: string, tx?: Tx): Promise<Member[]> {
    return this.query(`${MEMBERS} WHERE m.user_id = $1 AND ${LIVE} ${OLDEST_FIRST}`, [userId], tx);
  }

  async firstOwner(workspaceId: string): Promise<Member | undefined> {
    const sql = `${MEMBERS} WHERE m.workspace_id = $1 AND m.role = 'owner' AND ${LIVE} ${OLDEST_FIRST} LIMIT 1`;
    return (await this.query(sql, [workspaceId]))[0];
  }

  async page(workspaceId: string, { page, limit }: PageQuery): Promise<Page<Member>> {
    const sql = `${MEMBERS} WHERE m.workspace_id = $1 ${OLDEST_FIRST} LIMIT $2 OFFSET $3`;
    const rows = await this.query(sql, [workspaceId, limit, (page - 1) * limit]);
    return { rows, total: await this.rows.countBy({ workspaceId }) };
  }

  /** Anybody of the workspace, disabled or not, with the rows of all its owners locked until the end of `tx`. */
  async lockWithOwners(
    workspaceId: string,
    userId: string,
    tx: Tx,
  ): Promise<{ member: Member | undefined; liveOwners: string[] }> {
    const owners: { id: string }[] = await tx.query(
      `SELECT m.user_id AS id FROM memberships m JOIN users u ON u.id = m.user_id
       WHERE m.workspace_id = $1 AND m.role = 'owner' AND ${LIVE} ORDER BY 1 FOR UPDATE OF m`,
      [workspaceId],
    );
    const sql = `${MEMBERS} WHERE m.workspace_id = $1 AND m.user_id = $2 FOR UPDATE OF m`;
    const [member] = await this.query(sql, [workspaceId, userId], tx);
    return { member, liveOwners: owners.map((owner) => owner.id) };
  }

  async setRole(userId: string, workspaceId: string, role: Role, tx: Tx): Promise<void> {
    await inTx(this.rows, tx).update({ userId, workspaceId }, { role });
  }

  async remove(userId: string, workspaceId: string, tx: Tx): Promise<void> {
    await inTx(this.rows, tx).delete({ userId, workspaceId });
  }

  private query(sql: string, values: unknown[], tx?: Tx): Promise<Member[]> {
    return inTx(this.rows, tx).query<Member[]>(sql, values);
  }
}
