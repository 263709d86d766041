import { Column, Entity, PrimaryColumn } from 'typeorm';
import { timeColumn } from '../../platform/database/column-types.js';

/** Used ones are kept while their session lives, so that a second use is noticed. */
@Entity('refresh_tokens')
export class RefreshTokenEntity {
  @PrimaryColumn('text') hash!: string;
  @Column('uuid', { name: 'session_id' }) sessionId!: string;
  @Column({ ...timeColumn, name: 'created_at' }) createdAt!: Date;
  @Column({ ...timeColumn, name: 'used_at', nullable: true }) usedAt!: Date | null;
}
