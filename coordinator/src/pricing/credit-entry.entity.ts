import { Column, Entity, PrimaryColumn } from 'typeorm';
import { jsonColumn, numericColumn, timeColumn } from '../platform/database/column-types.js';
import type { CreditAction } from './credits.types.js';

/** A line of the credit ledger; written once, and its balances once when it is booked. */
@Entity('credit_entries')
export class CreditEntryEntity {
  @PrimaryColumn('uuid') id!: string;
  @Column('uuid', { name: 'workspace_id' }) workspaceId!: string;
  @Column('uuid', { name: 'job_id', nullable: true }) jobId!: string | null;
  @Column('text') action!: CreditAction;
  @Column(numericColumn) amount!: number;
  /** Null until it is booked. */
  @Column({ ...numericColumn, name: 'balance_before', nullable: true }) balanceBefore!: number | null;
  @Column({ ...numericColumn, name: 'balance_after', nullable: true }) balanceAfter!: number | null;
  @Column({ ...jsonColumn, nullable: true }) metadata!: Record<string, unknown> | null;
  @Column({ ...timeColumn, name: 'created_at' }) createdAt!: Date;
}
