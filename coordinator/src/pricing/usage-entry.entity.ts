import { Column, Entity, PrimaryColumn } from 'typeorm';
import { bigintColumn, jsonColumn, timeColumn } from '../platform/database/column-types.js';
import type { UsageType } from './credits.types.js';

/** A line of the usage ledger; written once, never changed. */
@Entity('usage_entries')
export class UsageEntryEntity {
  @PrimaryColumn('uuid') id!: string;
  @Column('uuid', { name: 'workspace_id' }) workspaceId!: string;
  @Column('text') type!: UsageType;
  @Column(bigintColumn) bytes!: number;
  @Column('text') source!: string;
  @Column({ ...jsonColumn, nullable: true }) metadata!: Record<string, unknown> | null;
  @Column({ ...timeColumn, name: 'created_at' }) createdAt!: Date;
}
