import { Column, Entity, PrimaryColumn } from 'typeorm';
import { timeColumn } from '../platform/database/column-types.js';
import type { WebhookEvent } from './job-to-webhook.js';

@Entity('webhook_subscriptions')
export class SubscriptionEntity {
  @PrimaryColumn('uuid') id!: string;
  @Column('uuid', { name: 'workspace_id' }) workspaceId!: string;
  /** As the customer wrote it. */
  @Column('text') url!: string;
  /** As it is compared (webhook-address.policy). */
  @Column('text') address!: string;
  @Column('text', { array: true }) events!: WebhookEvent[];
  @Column('text', { name: 'sealed_secret' }) sealedSecret!: string;
  @Column({ ...timeColumn, name: 'created_at' }) createdAt!: Date;
  @Column({ ...timeColumn, name: 'revoked_at', nullable: true }) revokedAt!: Date | null;
}
