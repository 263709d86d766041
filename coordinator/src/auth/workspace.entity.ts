import { Column, Entity, PrimaryColumn } from 'typeorm';
import { timeColumn } from '../platform/database/column-types.js';

@Entity('workspaces')
export class WorkspaceEntity {
  @PrimaryColumn('uuid') id!: string;
  @Column('text') name!: string;
  @Column({ ...timeColumn, name: 'created_at' }) createdAt!: Date;
  /** While it is set only reading is allowed. */
  @Column({ ...timeColumn, name: 'paused_at', nullable: true }) pausedAt!: Date | null;
}
