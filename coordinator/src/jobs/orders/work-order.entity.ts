import type { Engine, WorkResult } from '@farm/shared/wire';
import { Column, Entity, PrimaryColumn } from 'typeorm';
import { jsonColumn, timeColumn } from '../../platform/database/column-types.js';
import type { Lane, OrderKind, OrderPayload } from '../job.types.js';
import type { OrderState } from './work-order.state.js';

/** The row of a work order; `workspaceId`, size and priority are copied from its job for the hot query. */
@Entity('work_orders')
export class WorkOrderEntity {
  @PrimaryColumn('uuid') id!: string;
  @Column('uuid', { name: 'job_id' }) jobId!: string;
  @Column('uuid', { name: 'workspace_id' }) workspaceId!: string;
  @Column('text') kind!: OrderKind;
  @Column('text', { default: 'render' }) lane!: Lane;
  @Column({ ...jsonColumn, default: {} }) payload!: OrderPayload;
  @Column('text') state!: OrderState;
  @Column('integer', { default: 0 }) priority!: number;
  @Column('text', { array: true, default: '{}' }) requires!: string[];
  @Column('text', { array: true, default: '{}' }) prefers!: string[];
  @Column('text', { array: true, default: '{}' }) needs!: string[];
  @Column('integer') width!: number;
  @Column('integer') height!: number;
  /** Estimated; what a lease of it charges its workspace. */
  @Column('double precision', { name: 'engine_seconds', default: 1 }) engineSeconds!: number;
  @Column('integer', { name: 'last_token', default: 0 }) lastToken!: number;
  @Column('integer', { default: 0 }) failures!: number;
  @Column('uuid', { name: 'failed_on', array: true, default: '{}' }) failedOn!: string[];
  @Column('text', { name: 'excluded_engines', array: true, default: '{}' }) excludedEngines!: Engine[];
  @Column({ ...timeColumn, name: 'not_before' }) notBefore!: Date;
  @Column({ ...jsonColumn, nullable: true }) result!: WorkResult | null;
  @Column({ ...timeColumn, name: 'created_at' }) createdAt!: Date;
  @Column({ ...timeColumn, name: 'finished_at', nullable: true }) finishedAt!: Date | null;
}
