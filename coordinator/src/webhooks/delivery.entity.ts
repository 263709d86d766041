import { Column, Entity, PrimaryColumn } from 'typeorm';
import { timeColumn } from '../platform/database/column-types.js';
import type { WebhookEvent } from './job-to-webhook.js';

export type DeliveryState = 'due' | 'delivered' | 'given-up';

@Entity('webhook_deliveries')
export class DeliveryEntity {
  @PrimaryColumn('uuid') id!: string;
  @Column('uuid', { name: 'workspace_id' }) workspaceId!: string;
  @Column('uuid', { name: 'job_id' }) jobId!: string;
  @Column('text') url!: string;
  @Column('text') event!: WebhookEvent;
  @Column('text') state!: DeliveryState;
  @Column('integer', { default: 0 }) tries!: number;
  @Column({ ...timeColumn, name: 'next_at' }) nextAt!: Date;
  /** `HTTP 503`, or why there was no answer. */
  @Column('text', { name: 'last_answer', nullable: true }) lastAnswer!: string | null;
  @Column({ ...timeColumn, name: 'created_at' }) createdAt!: Date;
  @Column({ ...timeColumn, name: 'ended_at', nullable: true }) endedAt!: Date | null;
}
