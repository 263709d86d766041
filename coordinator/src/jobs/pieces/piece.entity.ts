import type { ResultOf } from '@farm/shared/wire';
import { Column, Entity, PrimaryColumn } from 'typeorm';
import { bigintColumn, jsonColumn, timeColumn } from '../../platform/database/column-types.js';

/** A piece of a film in the farm's storage, kept for later renders of the same pictures or sound. */
@Entity('pieces')
export class PieceEntity {
  @PrimaryColumn('text', { name: 'storage_key' }) storageKey!: string;
  @Column('uuid', { name: 'workspace_id' }) workspaceId!: string;
  /** Digest of everything that it shows (agent/src/compiler/pieces). */
  @Column('text') key!: string;
  @Column({ ...bigintColumn, name: 'size_bytes' }) sizeBytes!: number;
  /** A film that it was part of could not be joined: it is not taken again, and goes. */
  @Column('boolean', { default: false }) spoilt!: boolean;
  @Column(jsonColumn) result!: ResultOf<'chunk' | 'audio'>;
  @Column({ ...timeColumn, name: 'created_at' }) createdAt!: Date;
  @Column({ ...timeColumn, name: 'used_at' }) usedAt!: Date;
}
