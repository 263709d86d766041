import { Column, Entity, PrimaryColumn } from 'typeorm';
import { jsonColumn, numericColumn, timeColumn } from '../platform/database/column-types.js';
import type { RunStatus } from './workflow.state.js';
import type { Definition, Json } from './workflow.types.js';

@Entity('workflow_runs')
export class WorkflowRunEntity {
  @PrimaryColumn('uuid') id!: string;
  @Column('uuid', { name: 'workflow_id' }) workflowId!: string;
  @Column('uuid', { name: 'workspace_id' }) workspaceId!: string;
  @Column('uuid', { name: 'triggered_by', nullable: true }) triggeredBy!: string | null;
  @Column('boolean', { name: 'key_linked' }) keyLinked!: boolean;
  @Column('text') trigger!: string;
  @Column('text') status!: RunStatus;
  @Column(jsonColumn) definition!: Definition;
  @Column(jsonColumn) given!: Json;
  @Column(jsonColumn) variables!: Json;
  @Column({ ...numericColumn, name: 'estimated_cost', nullable: true }) estimatedCost!: number | null;
  @Column({ ...numericColumn, name: 'total_cost', nullable: true }) totalCost!: number | null;
  @Column('text', { nullable: true }) error!: string | null;
  @Column('text') origin!: string;
  @Column({ ...timeColumn, name: 'due_at', nullable: true }) dueAt!: Date | null;
  @Column({ ...timeColumn, name: 'held_until', nullable: true }) heldUntil!: Date | null;
  @Column('integer', { default: 0 }) turn!: number;
  @Column({ ...timeColumn, name: 'started_at', nullable: true }) startedAt!: Date | null;
  @Column({ ...timeColumn, name: 'completed_at', nullable: true }) completedAt!: Date | null;
  @Column({ ...timeColumn, name: 'created_at' }) createdAt!: Date;
  @Column({ ...timeColumn, name: 'updated_at' }) updatedAt!: Date;
}
