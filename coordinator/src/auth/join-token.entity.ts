import { Column, Entity, PrimaryColumn } from 'typeorm';
import { timeColumn } from '../platform/database/column-types.js';

@Entity('join_tokens')
export class JoinTokenEntity {
  @PrimaryColumn('uuid') id!: string;
  @Column('text') label!: string;
  @Column('text') hash!: string;
  /** True for the token of this machine's own agents; others join one agent. */
  @Column('boolean') reusable!: boolean;
  @Column({ ...timeColumn, name: 'created_at' }) createdAt!: Date;
  @Column({ ...timeColumn, name: 'expires_at', nullable: true }) expiresAt!: Date | null;
  @Column({ ...timeColumn, name: 'used_at', nullable: true }) usedAt!: Date | null;
  @Column('uuid', { name: 'used_by', nullable: true }) usedBy!: string | null;
  @Column({ ...timeColumn, name: 'revoked_at', nullable: true }) revokedAt!: Date | null;
}
