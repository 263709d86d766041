import { Column, Entity, PrimaryColumn } from 'typeorm';
import { timeColumn } from '../../platform/database/column-types.js';

/** One login of a person, with all refresh tokens that followed from it. */
@Entity('sessions')
export class SessionEntity {
  @PrimaryColumn('uuid') id!: string;
  @Column('uuid', { name: 'user_id' }) userId!: string;
  @Column('uuid', { name: 'workspace_id' }) workspaceId!: string;
  @Column({ ...timeColumn, name: 'created_at' }) createdAt!: Date;
  /** Moves on with every refresh. */
  @Column({ ...timeColumn, name: 'expires_at' }) expiresAt!: Date;
  @Column({ ...timeColumn, name: 'ended_at', nullable: true }) endedAt!: Date | null;
  @Column('text', { name: 'ended_why', nullable: true }) endedWhy!: string | null;
}
