import { Column, Entity, PrimaryColumn } from 'typeorm';
import { jsonColumn, timeColumn } from '../platform/database/column-types.js';
import type { Definition } from './workflow.types.js';

@Entity('workflows')
export class WorkflowEntity {
  @PrimaryColumn('uuid') id!: string;
  @Column('uuid', { name: 'workspace_id' }) workspaceId!: string;
  @Column('uuid', { name: 'created_by' }) createdBy!: string;
  @Column('text') name!: string;
  @Column('text', { nullable: true }) description!: string | null;
  @Column(jsonColumn) definition!: Definition;
  @Column('boolean', { name: 'is_active' }) isActive!: boolean;
  @Column('text', { name: 'source_preset_id', nullable: true }) sourcePresetId!: string | null;
  @Column({ ...timeColumn, name: 'created_at' }) createdAt!: Date;
  @Column({ ...timeColumn, name: 'updated_at' }) updatedAt!: Date;
}
