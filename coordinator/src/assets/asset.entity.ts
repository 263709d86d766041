import { Column, Entity, PrimaryColumn } from 'typeorm';
import { bigintColumn, jsonColumn, numericColumn, timeColumn } from '../platform/database/column-types.js';
import type { AssetState, AssetType } from './asset.types.js';

@Entity('assets')
export class AssetEntity {
  @PrimaryColumn('uuid') id!: string;
  @Column('uuid', { name: 'workspace_id' }) workspaceId!: string;
  @Column('text') state!: AssetState;
  @Column('text') name!: string;
  @Column('text') type!: AssetType;
  @Column('text', { name: 'storage_key' }) storageKey!: string;
  @Column('uuid', { name: 'blob_id', nullable: true }) blobId!: string | null;
  @Column('text', { name: 'object_key', nullable: true }) objectKey!: string | null;
  @Column('text', { name: 'thumbnail_key', nullable: true }) thumbnailKey!: string | null;
  @Column('text', { name: 'content_type', nullable: true }) contentType!: string | null;
  @Column({ ...bigintColumn, name: 'size_bytes' }) sizeBytes!: number;
  @Column('text', { nullable: true }) sha256!: string | null;
  @Column({ ...numericColumn, nullable: true }) duration!: number | null;
  @Column('integer', { nullable: true }) width!: number | null;
  @Column('integer', { nullable: true }) height!: number | null;
  @Column({ ...jsonColumn, nullable: true }) metadata!: Record<string, unknown> | null;
  @Column('uuid', { name: 'created_by', nullable: true }) createdBy!: string | null;
  @Column({ ...timeColumn, name: 'created_at' }) createdAt!: Date;
  @Column({ ...timeColumn, name: 'updated_at' }) updatedAt!: Date;
}
