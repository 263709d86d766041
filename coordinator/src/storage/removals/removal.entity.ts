import { Column, Entity, PrimaryColumn } from 'typeorm';
import { timeColumn } from '../../platform/database/column-types.js';

/** The row of a file, or of a folder of files, that is to go. */
@Entity('removals')
export class RemovalEntity {
  @PrimaryColumn('uuid') id!: string;
  @Column('text') target!: string;
  @Column('boolean', { name: 'whole_folder' }) wholeFolder!: boolean;
  @Column({ ...timeColumn, name: 'due_at' }) dueAt!: Date;
  @Column(timeColumn) until!: Date;
  @Column('integer', { default: 0 }) tries!: number;
  @Column('text', { name: 'last_error', nullable: true }) lastError!: string | null;
}
