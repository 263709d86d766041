import { Column, Entity, PrimaryColumn } from 'typeorm';
import { timeColumn } from '../../platform/database/column-types.js';

/** One piece of the log of an attempt, as its agent sent it. Places and sizes are bytes of UTF-8. */
@Entity('attempt_logs')
export class AttemptLogEntity {
  @PrimaryColumn('uuid', { name: 'attempt_id' }) attemptId!: string;
  /** Place in the log of the attempt. */
  @PrimaryColumn('integer', { name: 'starts_at' }) startsAt!: number;
  @Column('uuid', { name: 'job_id' }) jobId!: string;
  @Column('integer', { name: 'size_bytes' }) sizeBytes!: number;
  /** Place in the log of the job, where the pieces of all its attempts stand as they came. */
  @Column('integer') position!: number;
  @Column('text') text!: string;
  @Column({ ...timeColumn, name: 'received_at' }) receivedAt!: Date;
}
