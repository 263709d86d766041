import { Injectable } from '@nestjs/common';
import type { FileRole, ResultFile } from '@farm/shared/wire';
import { safeFileName, type UploadGrant } from '@farm/shared/storage';
import { Clock } from '../../platform/clock.js';
import { InjectLogger, type Logger } from '../../platform/logger.js';
import { StorageService } from '../../storage/index.js';
import type { Attempt } from '../job.types.js';
import { AttemptsRepository } from './attempts.repository.js';

type Place = Pick<Attempt, 'id' | 'jobId' | 'workspaceId'>;

/** Life of an upload grant: an agent asks again when it takes longer. */
export const UPLOAD_TTL_SECONDS = 3600;
const SWEEP_BATCH = 100;

/**
 * Files of attempts. Every attempt writes below a folder of its own (`outputs/<workspace>/<job>/<attempt>/`), so a
 * late one can never overwrite what another one published; what nobody published is deleted when the attempt ends,
 * and once more after its last upload grant has expired, because a lost agent may still be writing.
 */
@Injectable()
export class AttemptFilesService {
  constructor(
    private readonly attempts: AttemptsRepository,
    private readonly storage: StorageService,
    private readonly clock: Clock,
    @InjectLogger() private readonly logger: Logger,
  ) {}

  keyOf(attempt: Place, { role, fileName }: { role: FileRole; fileName: string }): string {
    return `${folderOf(attempt, role)}/${safeFileName(fileName)}`;
  }

  grantUpload(key: string, sizeBytes: number): Promise<UploadGrant> {
    return this.storage.grantUpload(key, { ttl: UPLOAD_TTL_SECONDS, maxBytes: sizeBytes });
  }

  /** A sentence about the first file of a result that is not stored as reported, or undefined: all are there. */
  async problem(attempt: Place, files: ResultFile[], needed?: FileRole): Promise<string | undefined> {
    if (needed && !files.some((file) => file.role === needed)) return `The result names no ${needed} file.`;
    const problems = await Promise.all(files.map((file) => this.problemOf(attempt, file)));
    return problems.find((problem) => problem !== undefined);
  }

  private async problemOf(attempt: Place, file: ResultFile): Promise<string | undefined> {
    if (!file.key.startsWith(`${folderOf(attempt, file.role)}/`))
      return `The ${file.role} file was not stored where its grant said.`;
    const stored = await this.storage.stat(file.key);
    if (!stored) return `The ${file.role} file did not arrive in storage.`;
    if (stored.sizeBytes !== file.sizeBytes)
      return `The ${file.role} file has ${stored.sizeBytes} bytes in storage instead of ${file.sizeBytes}.`;
    return undefined;
  }

  /** Deletes what an attempt wrote. Never fails: the sweep comes again. */
  async discard(attempt: Place): Promise<void> {
    try {
      await this.storage.removeAll(folderOf(attempt, 'master'));
      await this.storage.removeAll(folderOf(attempt, 'piece'));
    } catch (error) {
      this.logger.warn(
        { err: error, attemptId: attempt.id },
        'files of an ended attempt could not be deleted',
      );
    }
  }

  /** Deletes what ended attempts left; forgets those that can no longer write. */
  async sweep(): Promise<void> {
    const expired = this.clock.now() - (UPLOAD_TTL_SECONDS + 60) * 1000;
    for (const attempt of await this.attempts.leftovers(SWEEP_BATCH)) {
      await this.discard(attempt);
      if (attempt.endedAt.getTime() < expired) await this.attempts.forgetUploads(attempt.id);
    }
  }
}

/** Pieces outlive their job: later renders use them. */
const folderOf = ({ workspaceId, jobId, id }: Place, role: FileRole): string =>
  `${role === 'piece' ? 'pieces' : 'outputs'}/${workspaceId}/${jobId}/${id}`;
