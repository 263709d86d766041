import { Injectable } from '@nestjs/common';
import { Clock } from '../platform/clock.js';
import type { Tx } from '../platform/database/transaction.js';
import { folder, RemovalsService } from '../storage/index.js';
import type { ForgottenJob } from './forgotten-jobs.sql.js';
import { UPLOAD_TTL_SECONDS } from './orders/attempt-files.service.js';

/** The folder of a job in the storage, with those of all its attempts. */
@Injectable()
export class JobFiles {
  constructor(
    private readonly removals: RemovalsService,
    private readonly clock: Clock,
  ) {}

  /**
   * Has all files of jobs go: soon after the commit, and once more when no lost agent can write there any more. Pieces
   * of films stay for later renders, but for those of unfinished attempts.
   */
  forget(jobs: readonly ForgottenJob[], tx: Tx): Promise<string[]> {
    const until = new Date(this.clock.now() + UPLOAD_TTL_SECONDS * 1000);
    return this.removals.plan(
      jobs.flatMap(({ id, workspaceId, unfinished = [] }) => [
        folder(`outputs/${workspaceId}/${id}`, until),
        ...unfinished.map((attemptId) => folder(`pieces/${workspaceId}/${id}/${attemptId}`, until)),
      ]),
      tx,
    );
  }
}
