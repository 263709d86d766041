import { Column, Entity, PrimaryColumn } from 'typeorm';
import { jsonColumn, numericColumn, timeColumn } from '../platform/database/column-types.js';
import type { CreditAction } from './credits.types.js';

/** A line of the credit ledger; written once, never changed. */
@Entity('credit_entries')
export class CreditEntryEntity {
  @PrimaryColumn('uuid') id!: string;
  @Column('uuid', { name: 'workspace_id' }) workspaceId!: string;
  @Column('uuid', { name: 'job_id', nullable: true }) jobId!: string | null;
  @Column('text') action!: CreditAction;
  @Column(numericColumn) amount!: number;
  @Column({ ...numericColumn, name: 'balance_before' }) balanceBefore!: number;
  @Column({ ...numericColumn, name: 'balance_after' }) balanceAfter!: number;
  @Column({ ...jsonColumn, nullable: true }) metadata!: Record<string, unknown> | null;
  @Column({ ...timeColumn, name: 'created_at' }) createdAt!: Date;
}
