import { Column, Entity, PrimaryColumn } from 'typeorm';
import { numericColumn } from '../platform/database/column-types.js';

/** The account of a workspace. No row: no quota, and nothing used yet. */
@Entity('workspace_quotas')
export class WorkspaceQuotaEntity {
  @PrimaryColumn('uuid', { name: 'workspace_id' }) workspaceId!: string;
  @Column({ ...numericColumn, name: 'monthly_credits', nullable: true }) monthly!: number | null;
  @Column(numericColumn) used!: number;
  @Column('text') period!: string;
}
