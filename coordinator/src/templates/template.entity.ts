import { Column, Entity, PrimaryColumn } from 'typeorm';
import { jsonColumn, timeColumn } from '../platform/database/column-types.js';

@Entity('templates')
export class TemplateEntity {
  @PrimaryColumn('uuid', { name: 'workspace_id' }) workspaceId!: string;
  /** A slug, unique in its workspace. */
  @PrimaryColumn('text') id!: string;
  @Column(jsonColumn) body!: object;
  @Column('uuid', { name: 'created_by', nullable: true }) createdBy!: string | null;
  @Column({ ...timeColumn, name: 'created_at' }) createdAt!: Date;
  @Column({ ...timeColumn, name: 'updated_at' }) updatedAt!: Date;
}
