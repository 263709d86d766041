import { Column, Entity, PrimaryColumn } from 'typeorm';
import { timeColumn } from '../platform/database/column-types.js';
import type { Role } from './principal.js';

@Entity('api_keys')
export class ApiKeyEntity {
  @PrimaryColumn('uuid') id!: string;
  /** Null: linked to no workspace; it works in the default workspace of the person who made it. */
  @Column('uuid', { name: 'workspace_id', nullable: true }) workspaceId!: string | null;
  @Column('text') name!: string;
  @Column('text') role!: Role;
  /** First characters of the key, for finding it and for showing it in lists. */
  @Column('text') prefix!: string;
  @Column('text') hash!: string;
  @Column('uuid', { name: 'created_by', nullable: true }) createdBy!: string | null;
  @Column({ ...timeColumn, name: 'created_at' }) createdAt!: Date;
  @Column({ ...timeColumn, name: 'last_used_at', nullable: true }) lastUsedAt!: Date | null;
  @Column({ ...timeColumn, name: 'revoked_at', nullable: true }) revokedAt!: Date | null;
}
