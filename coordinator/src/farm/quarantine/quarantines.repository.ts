import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import type { SlotEngine } from '@farm/shared/wire';
import { In, type Repository } from 'typeorm';
import { QuarantineEntity } from './quarantine.entity.js';
import type { Quarantine } from './quarantine.policy.js';

@Injectable()
export class QuarantinesRepository {
  constructor(@InjectRepository(QuarantineEntity) private readonly rows: Repository<QuarantineEntity>) {}

  /** By agent: of these, or of all. */
  async byAgent(agentIds?: readonly string[]): Promise<Map<string, Quarantine[]>> {
    const found = new Map<string, Quarantine[]>();
    const where = agentIds ? { agentId: In([...agentIds]) } : {};
    for (const row of await this.rows.find({ where, order: { engine: 'ASC' } }))
      found.set(row.agentId, [...(found.get(row.agentId) ?? []), toQuarantine(row)]);
    return found;
  }

  async save(agentId: string, quarantine: Quarantine, changedAt: Date): Promise<void> {
    await this.rows.upsert({ ...quarantine, agentId, changedAt }, ['agentId', 'engine']);
  }

  /** True when there was one. */
  async forget(agentId: string, engine: SlotEngine): Promise<boolean> {
    return ((await this.rows.delete({ agentId, engine })).affected ?? 0) > 0;
  }
}

function toQuarantine(row: QuarantineEntity): Quarantine {
  const { agentId: _, changedAt: __, ...quarantine } = row;
  return quarantine;
}
