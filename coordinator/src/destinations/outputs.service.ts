import { Injectable } from '@nestjs/common';
import type { UploadGrant, UploadReceipt } from '@farm/shared/storage';
import { Clock } from '../platform/clock.js';
import { newId } from '../platform/crypto/ids.js';
import type { Tx } from '../platform/database/transaction.js';
import { InjectLogger, type Logger } from '../platform/logger.js';
import { DestinationProblem } from './destination-problem.js';
import type { Integration, Output, OutputFile, Provider, Target } from './destination.types.js';
import type { DestinationDriver } from './drivers/destination-driver.js';
import { IntegrationSecrets } from './integration-secrets.js';
import { IntegrationsService } from './integrations.service.js';
import { outputKey } from './output-key.policy.js';
import { OutputsRepository, type OutputRow } from './outputs.repository.js';
import { nextOutputTryIn } from './retry-outputs.policy.js';

/** What is remembered of an unfinished upload: good for the same integration as it was, and the same bytes. */
interface SealedUpload {
  sha256: string;
  integration: string;
  session: unknown;
}

/**
 * Copies of results at the destinations of customers. Whoever has work done by an agent calls `open` for a grant,
 * then `finish` with the agent's receipt or `fail` with a sentence; the copy in the farm's own storage is not
 * touched by any of it. Rejections of `open` and `finish` are DestinationProblems.
 */
@Injectable()
export class OutputsService {
  constructor(
    private readonly rows: OutputsRepository,
    private readonly integrations: IntegrationsService,
    private readonly secrets: IntegrationSecrets,
    private readonly clock: Clock,
    @InjectLogger() private readonly logger: Logger,
  ) {}

  /** Rows for a new job, in the transaction that makes it. */
  async plan(
    job: { id: string; workspaceId: string },
    targets: readonly Target[],
    tx?: Tx,
  ): Promise<Output[]> {
    const now = this.clock.date();
    const outputs = targets.map((target, position): OutputRow => ({
      id: newId(),
      workspaceId: job.workspaceId,
      jobId: job.id,
      ...target,
      position,
      status: 'pending',
      outputKey: null,
      outputUrl: null,
      outputSizeBytes: null,
      error: null,
      tries: 0,
      nextTryAt: null,
      session: null,
      createdAt: now,
      updatedAt: now,
    }));
    await this.rows.insert(outputs, tx);
    return outputs.map(toOutput);
  }

  async ofJob(workspaceId: string, jobId: string, tx?: Tx): Promise<Output[]> {
    return (await this.rows.ofJobs(workspaceId, [jobId], tx)).map(toOutput);
  }

  /** By job; a job without outputs is not in it. */
  async ofJobs(workspaceId: string, jobIds: readonly string[]): Promise<Map<string, Output[]>> {
    const found = new Map<string, Output[]>();
    for (const row of await this.rows.ofJobs(workspaceId, jobIds))
      found.set(row.jobId, [...(found.get(row.jobId) ?? []), toOutput(row)]);
    return found;
  }

  /** Where a job's copies were to go, but for integrations that were deleted since: for the same work once more. */
  async targetsOf(job: { id: string; workspaceId: string }): Promise<Target[]> {
    return (await this.rows.ofJobs(job.workspaceId, [job.id])).flatMap(
      ({ integrationId, provider, prefix }) =>
        integrationId === null ? [] : [{ integrationId, provider, prefix }],
    );
  }

  async byId(outputId: string): Promise<Output | undefined> {
    const row = await this.rows.byId(outputId);
    return row && toOutput(row);
  }

  /** A grant for the file, going on where an earlier try of the same file stopped. */
  async open(outputId: string, file: OutputFile): Promise<UploadGrant> {
    const row = await this.need(outputId);
    // Completed, and the report of it was lost: another upload would be finished by nobody.
    if (row.status === 'completed')
      throw new DestinationProblem('This output is at its destination already.', { final: true });
    const integration = await this.integrationOf(row);
    const key = row.outputKey ?? outputKey(row.prefix, file.fileName, row.jobId, await this.copyNumber(row));
    const before = this.rememberedSession(row, integration, file);
    const { grant, session } = await this.withDriver(integration, (driver) => driver.open(key, file, before));
    const sealed: SealedUpload = { sha256: file.sha256, integration: stamp(integration), session };
    await this.rows.update(row.id, {
      outputKey: key,
      session: this.secrets.sealSession(row.id, sealed),
      updatedAt: this.clock.date(),
    });
    return grant;
  }

  /** Completes the upload and verifies it. Repeating it is fine. */
  async finish(outputId: string, file: OutputFile, receipt: UploadReceipt): Promise<Output> {
    const row = await this.need(outputId);
    if (row.status === 'completed') return toOutput(row);
    const integration = await this.integrationOf(row);
    const { outputKey: key } = row;
    const session = this.rememberedSession(row, integration, file);
    if (key === null || session === undefined)
      throw new DestinationProblem('The upload was never opened, or its integration has changed since.');
    const finish = (driver: DestinationDriver) => driver.finish(key, file, session, receipt);
    const delivered = await this.withDriver(integration, finish).catch(async (error: unknown) => {
      // The upload is over and what it made is wrong: going on with it would end the same way.
      if (error instanceof DestinationProblem && error.spoilt) await this.change(row, { session: null });
      throw error;
    });
    return this.change(row, {
      status: 'completed',
      outputKey: delivered.key,
      outputUrl: delivered.url,
      outputSizeBytes: delivered.sizeBytes,
      error: null,
      nextTryAt: null,
      session: null,
    });
  }

  /**
   * A try went wrong, noted in the transaction that ends its order. The output is failed, and due again later unless
   * `final` (or after a day of tries). The session stays: the next try goes on with it.
   */
  async fail(
    outputId: string,
    message: string,
    { final = false }: { final?: boolean },
    tx: Tx,
  ): Promise<void> {
    const row = await this.rows.byId(outputId, tx);
    if (!row || row.status === 'completed') return;
    const tries = row.tries + 1;
    const wait = final ? undefined : nextOutputTryIn(tries, Math.random());
    const nextTryAt = wait === undefined ? null : new Date(this.clock.now() + wait);
    const updatedAt = this.clock.date();
    const change = {
      status: 'failed' as const,
      error: message,
      outputUrl: null,
      tries,
      nextTryAt,
      updatedAt,
    };
    await this.rows.update(row.id, change, tx);
    // After the commit, and without waiting: it speaks to the provider.
    if (nextTryAt === null) setImmediate(() => void this.abandon(row));
  }

  /** The job ended without a file: nothing will be sent any more. In the transaction that ends the job. */
  async giveUpOfJob(workspaceId: string, jobId: string, message: string, tx: Tx): Promise<void> {
    for (const row of await this.rows.ofJobs(workspaceId, [jobId], tx)) {
      if (row.status === 'pending') await this.fail(row.id, message, { final: true }, tx);
      // A first try went wrong while the job still ran: it keeps its reason, and no other try follows.
      else if (row.nextTryAt !== null) {
        await this.rows.update(row.id, { nextTryAt: null }, tx);
        setImmediate(() => void this.abandon(row));
      }
    }
  }

  /** Failed outputs of completed jobs whose next try is due. */
  async due(limit: number): Promise<Output[]> {
    return (await this.rows.due(limit, this.clock.date())).map(toOutput);
  }

  /** A failed output is pending again; by hand with all its tries before it. */
  async reopen(outputId: string, { byHand }: { byHand: boolean }, tx: Tx): Promise<Output> {
    const row = await this.rows.byId(outputId, tx);
    if (!row) throw new DestinationProblem('This output is not there any more.', { final: true });
    const tries = byHand ? 0 : row.tries;
    const change = { status: 'pending' as const, nextTryAt: null, tries, updatedAt: this.clock.date() };
    await this.rows.update(outputId, change, tx);
    return toOutput({ ...row, ...change });
  }

  /** Where an output goes, for messages: the kind of storage, and what its owner calls it. */
  async targetOf(outputId: string): Promise<{ provider: Provider; name: string }> {
    const row = await this.rows.byId(outputId);
    const [found] = row?.integrationId
      ? await this.integrations.byIds(row.workspaceId, [row.integrationId])
      : [];
    return { provider: row?.provider ?? 's3', name: found?.name ?? 'deleted integration' };
  }

  private async need(outputId: string): Promise<OutputRow> {
    const row = await this.rows.byId(outputId);
    if (!row) throw new DestinationProblem('This output is not there any more.', { final: true });
    return row;
  }

  private async integrationOf(row: OutputRow): Promise<Integration> {
    const [found] = row.integrationId
      ? await this.integrations.byIds(row.workspaceId, [row.integrationId])
      : [];
    if (!found) throw new DestinationProblem('The integration of this output was deleted.', { final: true });
    return found;
  }

  /** Two copies of one job at the same place get different names. */
  private async copyNumber(row: OutputRow): Promise<number> {
    const siblings = await this.rows.ofJobs(row.workspaceId, [row.jobId]);
    return siblings.filter(
      (one) =>
        one.integrationId === row.integrationId && one.prefix === row.prefix && one.position < row.position,
    ).length;
  }

  private rememberedSession(row: OutputRow, integration: Integration, file: OutputFile): unknown {
    const sealed = this.secrets.openSession(row.id, row.session) as SealedUpload | undefined;
    const fits = sealed?.sha256 === file.sha256 && sealed.integration === stamp(integration);
    return fits ? sealed.session : undefined;
  }

  private async withDriver<T>(
    integration: Integration,
    work: (driver: DestinationDriver) => Promise<T>,
  ): Promise<T> {
    const driver = await this.integrations.driverOf(integration);
    try {
      return await work(driver);
    } finally {
      driver.close();
    }
  }

  /** Nobody comes back for this upload: what is there of it is freed. Never fails. */
  private async abandon(row: OutputRow): Promise<void> {
    const sealed = this.secrets.openSession(row.id, row.session) as SealedUpload | undefined;
    const key = row.outputKey;
    if (!sealed || key === null) return;
    try {
      const integration = await this.integrationOf(row);
      await this.withDriver(integration, (driver) => driver.abort(key, sealed.session));
      await this.rows.update(row.id, { session: null });
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      this.logger.info({ outputId: row.id, reason }, 'an unfinished upload could not be aborted');
    }
  }

  private async change(row: OutputRow, change: Partial<OutputRow>): Promise<Output> {
    const updatedAt = this.clock.date();
    await this.rows.update(row.id, { ...change, updatedAt });
    return toOutput({ ...row, ...change, updatedAt });
  }
}

/** A session belongs to one place: another bucket or account begins anew; renewed secrets do not. */
const stamp = ({ id, provider, config }: Integration): string => {
  const { driveExpiresAt: _, ...place } = config;
  return JSON.stringify([id, provider, place]);
};

function toOutput({ position: _position, prefix: _prefix, session: _session, ...output }: OutputRow): Output {
  return { ...output };
}
