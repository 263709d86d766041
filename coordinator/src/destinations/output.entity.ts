import { Column, Entity, PrimaryColumn } from 'typeorm';
import { bigintColumn, timeColumn } from '../platform/database/column-types.js';
import type { OutputState, Provider } from './destination.types.js';

@Entity('outputs')
export class OutputEntity {
  @PrimaryColumn('uuid') id!: string;
  @Column('uuid', { name: 'workspace_id' }) workspaceId!: string;
  @Column('uuid', { name: 'job_id' }) jobId!: string;
  @Column('uuid', { name: 'integration_id', nullable: true }) integrationId!: string | null;
  @Column('text') provider!: Provider;
  /** Place among the outputs of its job, from 0. */
  @Column('integer') position!: number;
  @Column('text') prefix!: string;
  @Column('text', { name: 'state' }) status!: OutputState;
  @Column('text', { name: 'output_key', nullable: true }) outputKey!: string | null;
  @Column('text', { name: 'output_url', nullable: true }) outputUrl!: string | null;
  @Column({ ...bigintColumn, name: 'output_size_bytes', nullable: true }) outputSizeBytes!: number | null;
  @Column('text', { nullable: true }) error!: string | null;
  @Column('integer', { default: 0 }) tries!: number;
  @Column({ ...timeColumn, name: 'next_try_at', nullable: true }) nextTryAt!: Date | null;
  /** Sealed state of an unfinished upload. */
  @Column('text', { nullable: true }) session!: string | null;
  @Column({ ...timeColumn, name: 'created_at' }) createdAt!: Date;
  @Column({ ...timeColumn, name: 'updated_at' }) updatedAt!: Date;
}
