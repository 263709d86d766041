import { Injectable } from '@nestjs/common';
import type { SlotEngine } from '@farm/shared/wire';
import type { WorkOrder } from '../job.types.js';
import { QueueFactsRepository, type QueueFacts } from './queue-facts.repository.js';

/** The queue as people look at it; changes nothing. */
@Injectable()
export class QueueService {
  constructor(private readonly rows: QueueFactsRepository) {}

  waitingOfJob(jobId: string): Promise<WorkOrder[]> {
    return this.rows.waitingOfJob(jobId);
  }

  before(order: WorkOrder): Promise<QueueFacts> {
    return this.rows.before(order);
  }

  taken(agentIds: readonly string[]): Promise<{ agentId: string; engine: SlotEngine; count: number }[]> {
    return this.rows.taken(agentIds);
  }
}
