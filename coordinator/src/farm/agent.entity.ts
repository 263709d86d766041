import type { Capabilities, Inventory, Slots, Vitals } from '@farm/shared/wire';
import { Column, Entity, PrimaryColumn } from 'typeorm';
import { bigintColumn, jsonColumn, numericColumn, timeColumn } from '../platform/database/column-types.js';
import type { AgentState } from './agent.state.js';
import type { Drain } from './agent.types.js';
import type { MaintenanceWindow } from './maintenance/windows.js';

@Entity('agents')
export class AgentEntity {
  @PrimaryColumn('uuid') id!: string;
  @Column('text') name!: string;
  @Column('text') state!: AgentState;
  @Column('text', { name: 'credential_hash' }) credentialHash!: string;
  @Column('uuid', { name: 'boot_id', nullable: true }) bootId!: string | null;
  @Column('text', { name: 'wire_version', nullable: true }) wireVersion!: string | null;
  @Column('text', { name: 'agent_version', nullable: true }) agentVersion!: string | null;
  @Column({ ...jsonColumn, nullable: true }) inventory!: Inventory | null;
  @Column({ ...jsonColumn, nullable: true }) capabilities!: Capabilities | null;
  @Column({ ...jsonColumn, default: [] }) slots!: Slots;
  @Column({ ...jsonColumn, default: [] }) windows!: MaintenanceWindow[];
  @Column('text', { nullable: true }) drain!: Drain | null;
  @Column('boolean', { name: 'probe_wanted', default: false }) probeWanted!: boolean;
  @Column({ ...jsonColumn, nullable: true }) vitals!: Vitals | null;
  @Column({ ...numericColumn, nullable: true }) load!: number | null;
  @Column({ ...bigintColumn, name: 'disk_free_bytes', nullable: true }) diskFreeBytes!: number | null;
  @Column('boolean', { default: true }) accepting!: boolean;
  @Column('text', { name: 'not_accepting_reason', nullable: true }) notAcceptingReason!: string | null;
  @Column({ ...timeColumn, name: 'created_at' }) createdAt!: Date;
  @Column({ ...timeColumn, name: 'hello_at', nullable: true }) helloAt!: Date | null;
  @Column({ ...timeColumn, name: 'seen_at', nullable: true }) seenAt!: Date | null;
  @Column('uuid', { name: 'served_by', nullable: true }) servedBy!: string | null;
}
