import { Column, Entity, PrimaryColumn } from 'typeorm';
import { timeColumn } from '../platform/database/column-types.js';

@Entity('webhook_tries')
export class DeliveryTryEntity {
  @PrimaryColumn('uuid') id!: string;
  @Column('uuid', { name: 'delivery_id' }) deliveryId!: string;
  @Column(timeColumn) at!: Date;
  @Column('integer') ms!: number;
  @Column('integer', { nullable: true }) status!: number | null;
  @Column('text', { nullable: true }) error!: string | null;
  @Column('text', { nullable: true }) answer!: string | null;
}
