import { Column, Entity, PrimaryColumn } from 'typeorm';
import { bigintColumn, timeColumn } from '../../platform/database/column-types.js';
import type { BlobState } from './blob.types.js';

@Entity('blobs')
export class BlobEntity {
  @PrimaryColumn('uuid') id!: string;
  @Column('uuid', { name: 'workspace_id' }) workspaceId!: string;
  @Column('text') state!: BlobState;
  @Column('text', { name: 'object_key' }) objectKey!: string;
  @Column('text', { nullable: true }) sha256!: string | null;
  @Column({ ...bigintColumn, name: 'size_bytes' }) sizeBytes!: number;
  @Column({ ...timeColumn, name: 'changed_at' }) changedAt!: Date;
}
