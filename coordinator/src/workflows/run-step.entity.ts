import { Column, Entity, PrimaryColumn } from 'typeorm';
import { jsonColumn, timeColumn } from '../platform/database/column-types.js';
import type { StepStatus } from './workflow.state.js';
import type { Json, LogLine, StepType } from './workflow.types.js';

@Entity('workflow_run_steps')
export class RunStepEntity {
  @PrimaryColumn('uuid') id!: string;
  @Column('uuid', { name: 'run_id' }) runId!: string;
  @Column('uuid', { name: 'workspace_id' }) workspaceId!: string;
  @Column('integer', { name: 'step_index' }) index!: number;
  @Column('text') type!: StepType;
  @Column('text', { nullable: true }) name!: string | null;
  @Column(jsonColumn) config!: Json;
  @Column('text') status!: StepStatus;
  @Column('integer', { default: 0 }) attempt!: number;
  @Column({ ...timeColumn, name: 'not_before', nullable: true }) notBefore!: Date | null;
  @Column('uuid', { name: 'job_id', nullable: true }) jobId!: string | null;
  @Column({ ...jsonColumn, nullable: true }) memo!: Json | null;
  @Column('text', { name: 'input_url', nullable: true }) inputUrl!: string | null;
  @Column('text', { name: 'output_url', nullable: true }) outputUrl!: string | null;
  @Column('text', { name: 'output_key', nullable: true }) outputKey!: string | null;
  @Column('text', { name: 'rendition_id', nullable: true }) renditionId!: string | null;
  @Column('text', { nullable: true }) error!: string | null;
  @Column('integer', { name: 'response_status', nullable: true }) responseStatus!: number | null;
  @Column({ ...jsonColumn, nullable: true }) metadata!: Json | null;
  @Column('integer', { name: 'retry_count', default: 0 }) retryCount!: number;
  @Column('integer', { name: 'max_retries', default: 0 }) maxRetries!: number;
  @Column({ ...jsonColumn, default: [] }) logs!: LogLine[];
  @Column({ ...timeColumn, name: 'started_at', nullable: true }) startedAt!: Date | null;
  @Column({ ...timeColumn, name: 'completed_at', nullable: true }) completedAt!: Date | null;
  @Column({ ...timeColumn, name: 'created_at' }) createdAt!: Date;
  @Column({ ...timeColumn, name: 'updated_at' }) updatedAt!: Date;
}
