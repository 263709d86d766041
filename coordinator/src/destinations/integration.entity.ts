import { Column, Entity, PrimaryColumn } from 'typeorm';
import { jsonColumn, timeColumn } from '../platform/database/column-types.js';
import type { Integration, Provider } from './destination.types.js';

@Entity('integrations')
export class IntegrationEntity implements Integration {
  @PrimaryColumn('uuid') id!: string;
  @Column('uuid', { name: 'workspace_id' }) workspaceId!: string;
  @Column('text') provider!: Provider;
  @Column('text') name!: string;
  @Column('boolean', { name: 'is_active' }) isActive!: boolean;
  @Column('boolean', { name: 'is_default' }) isDefault!: boolean;
  @Column(jsonColumn) config!: Integration['config'];
  /** Sealed texts by field. */
  @Column(jsonColumn) secrets!: Integration['secrets'];
  @Column({ ...timeColumn, name: 'created_at' }) createdAt!: Date;
  @Column({ ...timeColumn, name: 'updated_at' }) updatedAt!: Date;
}
