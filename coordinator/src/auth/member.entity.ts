import { Column, Entity, PrimaryColumn } from 'typeorm';
import { timeColumn } from '../platform/database/column-types.js';
import type { Role } from './principal.js';

@Entity('members')
export class MemberEntity {
  @PrimaryColumn('uuid') id!: string;
  @Column('uuid', { name: 'workspace_id' }) workspaceId!: string;
  @Column('text') email!: string;
  @Column('text', { nullable: true }) name!: string | null;
  @Column('text') role!: Role;
  @Column('text', { name: 'password_hash' }) passwordHash!: string;
  @Column({ ...timeColumn, name: 'created_at' }) createdAt!: Date;
}
