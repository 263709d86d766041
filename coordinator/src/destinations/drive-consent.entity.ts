import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { Principal } from '../auth/index.js';
import { jsonColumn, timeColumn } from '../platform/database/column-types.js';

@Entity('drive_consents')
export class DriveConsentEntity {
  /** SHA-256 of the state: whoever reads the table cannot answer for Google. */
  @PrimaryColumn('text', { name: 'state_hash' }) stateHash!: string;
  @Column('uuid', { name: 'workspace_id' }) workspaceId!: string;
  @Column('text', { name: 'redirect_uri' }) redirectUri!: string;
  /** Whoever asked, for the audit log. */
  @Column({ ...jsonColumn, name: 'asked_by' }) askedBy!: Principal;
  @Column({ ...timeColumn, name: 'expires_at' }) expiresAt!: Date;
}
