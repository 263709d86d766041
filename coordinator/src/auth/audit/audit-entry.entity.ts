import { Column, Entity, PrimaryColumn } from 'typeorm';
import { jsonColumn, timeColumn } from '../../platform/database/column-types.js';
import type { ActorKind } from './audit.types.js';

@Entity('audit_entries')
export class AuditEntryEntity {
  @PrimaryColumn('uuid') id!: string;
  @Column('uuid', { name: 'workspace_id', nullable: true }) workspaceId!: string | null;
  @Column('text', { name: 'actor_kind' }) actorKind!: ActorKind;
  @Column('uuid', { name: 'actor_id', nullable: true }) actorId!: string | null;
  @Column('text') action!: string;
  @Column('text', { name: 'target_kind' }) targetKind!: string;
  @Column('text', { name: 'target_id', nullable: true }) targetId!: string | null;
  @Column(jsonColumn) detail!: Record<string, unknown>;
  @Column('text', { nullable: true }) address!: string | null;
  @Column('text', { name: 'request_id', nullable: true }) requestId!: string | null;
  @Column(timeColumn) at!: Date;
}
