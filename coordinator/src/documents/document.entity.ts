import { Column, Entity, PrimaryColumn } from 'typeorm';
import { jsonColumn, numericColumn, timeColumn } from '../platform/database/column-types.js';
import type { DocumentKind, Pictures } from './document.types.js';

/** The row of a document; never leaves documents.repository. */
@Entity('documents')
export class DocumentEntity {
  @PrimaryColumn('uuid') id!: string;
  @Column('uuid', { name: 'workspace_id' }) workspaceId!: string;
  @Column('text') kind!: DocumentKind;
  @Column('text') name!: string;
  @Column('text', { nullable: true }) description!: string | null;
  /** json, not jsonb: the order of keys is kept. Big, so read on demand. */
  @Column('json', { nullable: true, select: false }) body!: object | null;
  @Column('integer', { name: 'body_bytes', default: 0 }) bodyBytes!: number;
  @Column({ ...jsonColumn, default: {} }) pictures!: Pictures;
  @Column({ ...numericColumn, nullable: true }) duration!: number | null;
  @Column('integer', { nullable: true }) width!: number | null;
  @Column('integer', { nullable: true }) height!: number | null;
  @Column('text', { nullable: true }) status!: string | null;
  @Column('text', { name: 'render_job_id', nullable: true }) renderJobId!: string | null;
  @Column('text', { name: 'output_url', nullable: true }) outputUrl!: string | null;
  @Column({ ...timeColumn, name: 'processed_at', nullable: true }) processedAt!: Date | null;
  @Column({ ...timeColumn, name: 'last_opened_at', nullable: true }) lastOpenedAt!: Date | null;
  @Column('uuid', { name: 'created_by', nullable: true }) createdBy!: string | null;
  @Column({ ...timeColumn, name: 'created_at' }) createdAt!: Date;
  @Column({ ...timeColumn, name: 'updated_at' }) updatedAt!: Date;
}
