import { Injectable } from '@nestjs/common';
import { FarmError } from '@farm/shared/errors';
import { AuditService, type AdminActor } from '../../auth/index.js';
import { OutputsService } from '../../destinations/index.js';
import { OutputDeliveriesService } from '../deliveries/output-deliveries.service.js';
import type { Job, JobWork } from '../job.types.js';
import { JobsRepository } from '../jobs.repository.js';
import { JobsService } from '../jobs.service.js';
import { WorkOrdersRepository } from '../orders/work-orders.repository.js';
import type { DeadLetter, DeadLetterQuery } from './dead-letter.types.js';
import { DeadLettersRepository } from './dead-letters.repository.js';

/** The route in the name of which a retry is submitted: once in a day, whoever clicks twice. */
const ROUTE = 'dead-letter';

/**
 * What the farm gave up, and another try by hand. A job that has ended stays as it is (its owner was told): the same
 * work is submitted as a new one.
 */
@Injectable()
export class DeadLettersService {
  constructor(
    private readonly rows: DeadLettersRepository,
    private readonly submissions: JobsService,
    private readonly jobs: JobsRepository,
    private readonly orders: WorkOrdersRepository,
    private readonly outputs: OutputsService,
    private readonly deliveries: OutputDeliveriesService,
    private readonly audit: AuditService,
  ) {}

  page(query: DeadLetterQuery): Promise<{ rows: DeadLetter[]; total: number }> {
    return this.rows.page(query);
  }

  /** Id of the job that does it now: a new one, or the same when only a delivery had failed. */
  async retry(actor: AdminActor, orderId: string): Promise<string> {
    const letter = await this.rows.get(orderId);
    if (!letter) throw new FarmError('not-found', 'No order with this id was given up.');
    const jobId = letter.kind === 'deliver' ? await this.deliver(letter) : await this.again(letter);
    const { workspaceId, code } = letter;
    await this.audit.note(
      actor,
      'dead-letter.retried',
      { kind: 'job', id: letter.jobId, workspaceId },
      { code, jobId },
    );
    return jobId;
  }

  private async deliver({ jobId, workspaceId, orderId }: DeadLetter): Promise<string> {
    const outputId = (await this.orders.get(orderId))?.payload.outputId ?? '';
    await this.deliveries.retry(workspaceId, jobId, outputId);
    return jobId;
  }

  private async again(letter: DeadLetter): Promise<string> {
    if (letter.retriedAs)
      throw new FarmError('conflict', `This was tried again already, as job ${letter.retriedAs}.`, {
        details: { jobId: letter.retriedAs },
      });
    const { workspaceId } = letter;
    const job = await this.submissions.require(workspaceId, letter.jobId);
    const { webhookUrl, projectId, templateId, name, dialect, warnings, priority, origin } = job;
    const { job: fresh } = await this.submissions.submit(
      { workspaceId },
      {
        work: await this.workOf(job),
        document: await this.jobs.documentOf(workspaceId, job.id),
        name,
        dialect,
        warnings,
        priority,
        origin,
        requires: job.requires,
        prefers: job.prefers,
        webhookUrl: webhookUrl ?? undefined,
        projectId: projectId ?? undefined,
        templateId: templateId ?? undefined,
        targets: await this.outputs.targetsOf(job),
        idempotency: { key: job.id, route: ROUTE, bodyHash: ROUTE },
      },
    );
    await this.rows.noteRetry(job.id, fresh.id);
    return fresh.id;
  }

  private async workOf(job: Job): Promise<JobWork> {
    const scene = await this.jobs.sceneOf(job.id);
    if (scene && job.kind !== 'inspect') return { kind: job.kind, scene };
    const direct = job.kind === 'tool' ? await this.jobs.planOf(job.id) : undefined;
    if (!direct)
      throw new FarmError('conflict', 'The farm looks at an asset again when it is uploaded again.');
    const { width, height, fps, duration, frames } = job;
    return { kind: 'tool', direct, facts: { width, height, fps, duration, frames: frames.total } };
  }
}
