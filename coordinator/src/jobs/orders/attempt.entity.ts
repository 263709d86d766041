import type { Failure, Phase, SlotEngine } from '@farm/shared/wire';
import { Column, Entity, PrimaryColumn } from 'typeorm';
import { jsonColumn, timeColumn } from '../../platform/database/column-types.js';
import type { AttemptState } from './work-order.state.js';

/** The row of an attempt with its lease. */
@Entity('attempts')
export class AttemptEntity {
  @PrimaryColumn('uuid') id!: string;
  @Column('uuid', { name: 'order_id' }) orderId!: string;
  @Column('uuid', { name: 'job_id' }) jobId!: string;
  @Column('uuid', { name: 'workspace_id' }) workspaceId!: string;
  @Column('uuid', { name: 'agent_id' }) agentId!: string;
  @Column('text') engine!: SlotEngine;
  @Column('integer') token!: number;
  @Column('text') state!: AttemptState;
  @Column({ ...timeColumn, name: 'lease_until' }) leaseUntil!: Date;
  @Column('text', { nullable: true }) phase!: Phase | null;
  @Column('integer', { default: 0 }) percent!: number;
  @Column('integer', { name: 'frames_done', default: 0 }) framesDone!: number;
  @Column('integer', { name: 'frames_total', default: 0 }) framesTotal!: number;
  @Column({ ...timeColumn, name: 'progress_at' }) progressAt!: Date;
  @Column({ ...jsonColumn, nullable: true }) failure!: Failure | null;
  @Column('text', { name: 'upload_keys', array: true, default: '{}' }) uploadKeys!: string[];
  @Column({ ...timeColumn, name: 'created_at' }) createdAt!: Date;
  @Column({ ...timeColumn, name: 'ended_at', nullable: true }) endedAt!: Date | null;
}
