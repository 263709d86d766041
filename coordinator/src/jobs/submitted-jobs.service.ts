import { Injectable } from '@nestjs/common';
import { Clock } from '../platform/clock.js';
import { REPLAY_WINDOW_MS } from './idempotency.js';
import { IdempotencyKeysRepository } from './idempotency-keys.repository.js';
import type { IdempotencyClaim } from './job.types.js';

/** Finds what a submission with an Idempotency-Key has made, for submitters that may have died in the middle. */
@Injectable()
export class SubmittedJobs {
  constructor(
    private readonly keys: IdempotencyKeysRepository,
    private readonly clock: Clock,
  ) {}

  /** Id of the job; undefined when nothing was submitted in the replay window. */
  async find(workspaceId: string, claim: IdempotencyClaim): Promise<string | undefined> {
    const since = new Date(this.clock.now() - REPLAY_WINDOW_MS);
    return (await this.keys.find(workspaceId, claim, since))?.jobId;
  }
}
