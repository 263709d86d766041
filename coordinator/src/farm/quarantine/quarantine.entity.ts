import type { SlotEngine } from '@farm/shared/wire';
import { Column, Entity, PrimaryColumn } from 'typeorm';
import { timeColumn } from '../../platform/database/column-types.js';

@Entity('agent_quarantines')
export class QuarantineEntity {
  @PrimaryColumn('uuid', { name: 'agent_id' }) agentId!: string;
  @PrimaryColumn('text') engine!: SlotEngine;
  @Column('uuid', { name: 'order_ids', array: true, default: '{}' }) orderIds!: string[];
  @Column('integer', { default: 0 }) level!: number;
  @Column({ ...timeColumn, nullable: true }) until!: Date | null;
  @Column('text') message!: string;
  @Column({ ...timeColumn, name: 'changed_at' }) changedAt!: Date;
}
