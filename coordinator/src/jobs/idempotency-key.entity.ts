import { Column, Entity, PrimaryColumn } from 'typeorm';
import { timeColumn } from '../platform/database/column-types.js';

/** Which job an Idempotency-Key made; the primary key makes concurrent duplicates wait for each other. */
@Entity('idempotency_keys')
export class IdempotencyKeyEntity {
  @PrimaryColumn('uuid', { name: 'workspace_id' }) workspaceId!: string;
  @PrimaryColumn('text') route!: string;
  @PrimaryColumn('text') key!: string;
  @Column('text', { name: 'body_hash' }) bodyHash!: string;
  @Column('uuid', { name: 'job_id' }) jobId!: string;
  @Column({ ...timeColumn, name: 'created_at' }) createdAt!: Date;
}
