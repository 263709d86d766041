import { Column, Entity, PrimaryColumn } from 'typeorm';
import { timeColumn } from '../../platform/database/column-types.js';
import type { Role } from '../principal.js';

@Entity('invitations')
export class InvitationEntity {
  @PrimaryColumn('uuid') id!: string;
  @Column('uuid', { name: 'workspace_id' }) workspaceId!: string;
  @Column('text') email!: string;
  @Column('text') role!: Role;
  @Column('text') hash!: string;
  @Column('uuid', { name: 'invited_by', nullable: true }) invitedBy!: string | null;
  @Column({ ...timeColumn, name: 'created_at' }) createdAt!: Date;
  @Column({ ...timeColumn, name: 'expires_at' }) expiresAt!: Date;
  @Column({ ...timeColumn, name: 'accepted_at', nullable: true }) acceptedAt!: Date | null;
  @Column({ ...timeColumn, name: 'revoked_at', nullable: true }) revokedAt!: Date | null;
}
