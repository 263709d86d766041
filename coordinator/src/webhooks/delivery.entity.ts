import { Column, Entity, PrimaryColumn } from 'typeorm';
import { timeColumn } from '../platform/database/column-types.js';
import type { DeliveryState } from './delivery.types.js';
import type { WebhookEvent } from './job-to-webhook.js';

@Entity('webhook_deliveries')
export class DeliveryEntity {
  @PrimaryColumn('uuid') id!: string;
  @Column('uuid', { name: 'workspace_id' }) workspaceId!: string;
  /** Null for a test. */
  @Column('uuid', { name: 'job_id', nullable: true }) jobId!: string | null;
  /** Null: only the webhookUrl of the job asks for it. */
  @Column('uuid', { name: 'subscription_id', nullable: true }) subscriptionId!: string | null;
  @Column('uuid', { name: 'event_id' }) eventId!: string;
  @Column('text') event!: WebhookEvent;
  @Column('text') url!: string;
  @Column('boolean', { default: false }) test!: boolean;
  @Column('text') state!: DeliveryState;
  /** Of the current run; a redelivery begins at 0 again. */
  @Column('integer', { default: 0 }) tries!: number;
  @Column({ ...timeColumn, name: 'next_at' }) nextAt!: Date;
  @Column('integer', { name: 'last_status', nullable: true }) lastStatus!: number | null;
  /** Why there was no answer. */
  @Column('text', { name: 'last_error', nullable: true }) lastError!: string | null;
  /** Why it is dead, a sentence. */
  @Column('text', { nullable: true }) reason!: string | null;
  @Column({ ...timeColumn, name: 'created_at' }) createdAt!: Date;
  @Column({ ...timeColumn, name: 'ended_at', nullable: true }) endedAt!: Date | null;
}
