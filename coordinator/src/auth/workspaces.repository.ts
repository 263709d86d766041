import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { Repository } from 'typeorm';
import { inTx, type Tx } from '../platform/database/transaction.js';
import { MemberEntity } from './member.entity.js';
import type { Role } from './principal.js';
import { WorkspaceEntity } from './workspace.entity.js';

export interface Workspace {
  id: string;
  name: string;
  createdAt: Date;
}

export interface Member {
  id: string;
  workspaceId: string;
  email: string;
  name: string | null;
  role: Role;
  createdAt: Date;
}

@Injectable()
export class WorkspacesRepository {
  constructor(
    @InjectRepository(WorkspaceEntity) private readonly workspaces: Repository<WorkspaceEntity>,
    @InjectRepository(MemberEntity) private readonly members: Repository<MemberEntity>,
  ) {}

  async insertWorkspace(row: Workspace, tx?: Tx): Promise<void> {
    await inTx(this.workspaces, tx).insert(row);
  }

  async insertMember(row: Member & { passwordHash: string }, tx?: Tx): Promise<void> {
    await inTx(this.members, tx).insert(row);
  }

  async workspace(id: string): Promise<Workspace | undefined> {
    return (await this.workspaces.findOneBy({ id })) ?? undefined;
  }

  /** The oldest workspace: the one that was made at first start. */
  async first(): Promise<Workspace | undefined> {
    const [row] = await this.workspaces.find({ order: { createdAt: 'ASC', id: 'ASC' }, take: 1 });
    return row;
  }

  async firstOwner(workspaceId: string): Promise<Member | undefined> {
    const [row] = await this.members.find({
      where: { workspaceId, role: 'owner' },
      order: { createdAt: 'ASC', id: 'ASC' },
      take: 1,
    });
    return row && toMember(row);
  }

  async member(id: string): Promise<Member | undefined> {
    const row = await this.members.findOneBy({ id });
    return row ? toMember(row) : undefined;
  }

  /** E-mail addresses are compared without case. */
  async memberForLogin(email: string): Promise<{ member: Member; passwordHash: string } | undefined> {
    const row = await this.members
      .createQueryBuilder('member')
      .where('lower(member.email) = lower(:email)', { email })
      .getOne();
    return row ? { member: toMember(row), passwordHash: row.passwordHash } : undefined;
  }
}

const toMember = ({ id, workspaceId, email, name, role, createdAt }: MemberEntity): Member => ({
  id,
  workspaceId,
  email,
  name,
  role,
  createdAt,
});
