import type { RenderedWith, Warning } from '@farm/shared/wire';
import { Column, Entity, PrimaryColumn } from 'typeorm';
import { jsonColumn, numericColumn, timeColumn } from '../platform/database/column-types.js';
import type { JobState } from './job.state.js';
import type { Dialect, JobKind, JobOutputs } from './job.types.js';

/** The row of a job; never leaves jobs.repository. */
@Entity('jobs')
export class JobEntity {
  @PrimaryColumn('uuid') id!: string;
  @Column('uuid', { name: 'workspace_id' }) workspaceId!: string;
  @Column('uuid', { name: 'created_by', nullable: true }) createdBy!: string | null;
  @Column('text') name!: string;
  @Column('text') dialect!: Dialect;
  @Column('text', { default: 'render' }) kind!: JobKind;
  /** Big, and needed by nobody who lists or polls: read on demand. */
  @Column({ ...jsonColumn, select: false }) document!: object;
  @Column({ ...jsonColumn, select: false, nullable: true }) scene!: object | null;
  /** Of tool jobs that are no scene. */
  @Column({ ...jsonColumn, select: false, nullable: true }) plan!: object | null;
  @Column('text') state!: JobState;
  @Column('text') stage!: string;
  @Column('integer', { default: 0 }) progress!: number;
  @Column('integer', { name: 'frames_done', default: 0 }) framesDone!: number;
  @Column('integer', { name: 'frames_total', default: 0 }) framesTotal!: number;
  @Column('integer') width!: number;
  @Column('integer') height!: number;
  @Column(numericColumn) fps!: number;
  @Column({ ...numericColumn, nullable: true }) duration!: number | null;
  @Column(numericColumn) cost!: number;
  @Column('text', { nullable: true }) error!: string | null;
  @Column('text', { name: 'failure_code', nullable: true }) failureCode!: string | null;
  @Column({ ...jsonColumn, default: [] }) warnings!: Warning[];
  @Column({ ...jsonColumn, nullable: true }) outputs!: JobOutputs | null;
  /** The attempt whose progress the job shows; null while it waits. */
  @Column('uuid', { name: 'attempt_id', nullable: true }) attemptId!: string | null;
  @Column({ ...jsonColumn, name: 'rendered_with', nullable: true }) renderedWith!: RenderedWith | null;
  @Column('text', { name: 'webhook_url', nullable: true }) webhookUrl!: string | null;
  @Column('uuid', { name: 'project_id', nullable: true }) projectId!: string | null;
  @Column('text', { name: 'template_id', nullable: true }) templateId!: string | null;
  @Column('integer', { default: 0 }) priority!: number;
  @Column('text', { array: true, default: '{}' }) requires!: string[];
  @Column('text', { array: true, default: '{}' }) prefers!: string[];
  @Column({ ...timeColumn, name: 'not_before', nullable: true }) notBefore!: Date | null;
  @Column('text') origin!: string;
  @Column({ ...timeColumn, name: 'created_at' }) createdAt!: Date;
  @Column({ ...timeColumn, name: 'started_at', nullable: true }) startedAt!: Date | null;
  @Column({ ...timeColumn, name: 'completed_at', nullable: true }) completedAt!: Date | null;
  @Column({ ...timeColumn, name: 'expired_at', nullable: true }) expiredAt!: Date | null;
}
