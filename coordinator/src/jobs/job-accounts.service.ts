import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Transactions, type Tx } from '../platform/database/transaction.js';
import { EventBus } from '../platform/events/event-bus.js';
import { CreditsService, UsageService } from '../pricing/index.js';
import type { Job } from './job.types.js';
import { JobsRepository } from './jobs.repository.js';

/** Settles jobs that have ended, in the transaction that ends them: a result is never unpaid, a failure never paid. */
@Injectable()
export class JobAccounts implements OnModuleInit {
  constructor(
    private readonly jobs: JobsRepository,
    private readonly credits: CreditsService,
    private readonly usage: UsageService,
    private readonly transactions: Transactions,
    private readonly events: EventBus,
  ) {}

  onModuleInit(): void {
    this.events.on('job.finished', ({ jobId }, tx) =>
      tx ? this.close(jobId, tx) : this.transactions.run((own) => this.close(jobId, own)),
    );
  }

  private async close(jobId: string, tx: Tx): Promise<void> {
    const job = await this.jobs.byId(jobId, tx);
    if (!job) return;
    const { workspaceId, cost } = job;
    if (job.state !== 'completed') return void (await this.credits.refund({ workspaceId, jobId }, tx));
    await this.credits.settle({ workspaceId, jobId, cost }, tx);
    const bytes = bytesOf(job);
    if (bytes === 0) return;
    const stored = { workspaceId, type: 'storage', bytes, source: 'render', metadata: { jobId } } as const;
    await this.usage.note(stored, tx);
  }
}

const bytesOf = ({ outputs }: Job): number =>
  [outputs?.master, outputs?.poster, outputs?.sprite].reduce((sum, file) => sum + (file?.sizeBytes ?? 0), 0);
