import { Column, Entity, PrimaryColumn } from 'typeorm';
import { timeColumn } from '../../platform/database/column-types.js';
import type { Role } from '../principal.js';

@Entity('memberships')
export class MembershipEntity {
  @PrimaryColumn('uuid', { name: 'user_id' }) userId!: string;
  @PrimaryColumn('uuid', { name: 'workspace_id' }) workspaceId!: string;
  @Column('text') role!: Role;
  @Column({ ...timeColumn, name: 'created_at' }) createdAt!: Date;
}
