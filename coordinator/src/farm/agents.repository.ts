import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { In, Not, type QueryDeepPartialEntity, type Repository } from 'typeorm';
import { inTx, type Tx } from '../platform/database/transaction.js';
import { AgentEntity } from './agent.entity.js';
import type { Agent } from './agent.types.js';

export type AgentChange = Partial<Omit<Agent, 'id' | 'createdAt'> & { credentialHash: string }>;

/** What another coordinator may have written of an agent that is connected here. */
export type Standing = Pick<Agent, 'id' | 'state' | 'drain' | 'probeWanted' | 'servedBy'>;

/** Agent rows. The hash of the credential does not leave this file except for comparison. */
@Injectable()
export class AgentsRepository {
  constructor(@InjectRepository(AgentEntity) private readonly rows: Repository<AgentEntity>) {}

  /** Writes a new agent. One that is still joining gets a new credential; false: any other stays as it is. */
  async join(id: string, name: string, credentialHash: string, at: Date, tx: Tx): Promise<boolean> {
    const joined = (await inTx(this.rows, tx).manager.query(
      `INSERT INTO agents (id, name, state, credential_hash, created_at) VALUES ($1, $2, 'joining', $3, $4)
       ON CONFLICT (id) DO UPDATE SET name = excluded.name, credential_hash = excluded.credential_hash
         WHERE agents.state = 'joining'
       RETURNING id`,
      [id, name, credentialHash, at],
    )) as unknown[];
    return joined.length > 0;
  }

  async get(id: string): Promise<Agent | undefined> {
    const row = await this.rows.findOneBy({ id });
    return row ? toAgent(row) : undefined;
  }

  async namesOf(ids: string[]): Promise<Map<string, string>> {
    const named = this.rows.createQueryBuilder('a').select(['a.id', 'a.name']);
    const rows = await named.where('a.id = ANY(:ids)', { ids }).getMany();
    return new Map(rows.map(({ id, name }) => [id, name]));
  }

  async credentialHashOf(id: string): Promise<string | undefined> {
    const row = await this.rows.findOne({
      where: { id },
      select: { id: true, state: true, credentialHash: true },
    });
    return row && row.state !== 'revoked' ? row.credentialHash : undefined;
  }

  async all(): Promise<Agent[]> {
    return (await this.rows.find({ order: { name: 'ASC', id: 'ASC' } })).map(toAgent);
  }

  /** What others may have changed of these agents. */
  standings(ids: string[]): Promise<Standing[]> {
    const select = { id: true, state: true, drain: true, probeWanted: true, servedBy: true } as const;
    return this.rows.find({ where: { id: In(ids) }, select });
  }

  /** Members that are connected to one of these coordinators. */
  async servedBy(coordinatorIds: string[]): Promise<Agent[]> {
    return coordinatorIds.length === 0
      ? []
      : (await this.rows.findBy({ servedBy: In(coordinatorIds), state: In(['ready', 'draining']) })).map(
          toAgent,
        );
  }

  /** The agent left this coordinator, unless it is with another one already. */
  async left(id: string, coordinatorId: string): Promise<void> {
    await this.rows.update({ id, servedBy: coordinatorId }, { servedBy: null });
  }

  /** Maintenance windows of those of these agents that have any. */
  async windows(ids: readonly string[]): Promise<Map<string, Agent['windows']>> {
    if (ids.length === 0) return new Map();
    const found = await this.rows
      .createQueryBuilder('a')
      .select(['a.id', 'a.windows'])
      .where(`a.id = ANY(:ids) AND a.windows <> '[]'`, { ids: [...ids] })
      .getMany();
    return new Map(found.map(({ id, windows }) => [id, windows]));
  }

  /** Those that were not removed, without what they can do: that is large and no list shows it. */
  glances() {
    return this.rows.find({
      select: GLANCE,
      where: { state: Not('revoked') },
      order: { name: 'ASC', id: 'ASC' },
    });
  }

  async change(id: string, change: AgentChange): Promise<void> {
    await this.rows.update({ id }, change as QueryDeepPartialEntity<AgentEntity>);
  }
}

const GLANCE = {
  id: true,
  name: true,
  state: true,
  agentVersion: true,
  inventory: true,
  slots: true,
  drain: true,
  vitals: true,
  load: true,
  diskFreeBytes: true,
  accepting: true,
  notAcceptingReason: true,
  helloAt: true,
  seenAt: true,
  servedBy: true,
} as const;

function toAgent(row: AgentEntity): Agent {
  const { credentialHash: _, ...agent } = row;
  return agent;
}
