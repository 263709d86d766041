import { Injectable } from '@nestjs/common';
import type { AgentAck, AgentPayload } from '@farm/shared/wire';
import { DestinationProblem } from '../destinations/index.js';
import {
  AttemptFilesService,
  AttemptsService,
  OutputDeliveriesService,
  OrderComposer,
  SourceGone,
  type WorkOrder,
} from '../jobs/index.js';

const LEASE_LOST = {
  ok: false,
  code: 'lease-lost',
  message: 'This attempt does not hold its lease any more; stop it.',
} as const;

/** Short-lived permissions for the files of a running attempt; only while it holds its lease. */
@Injectable()
export class AgentGrantsService {
  constructor(
    private readonly attempts: AttemptsService,
    private readonly files: AttemptFilesService,
    private readonly composer: OrderComposer,
    private readonly deliveries: OutputDeliveriesService,
  ) {}

  /** The keys are noted in the ledger before the permission exists, so no written file can be forgotten. */
  async upload(agentId: string, asked: AgentPayload<'grants.upload'>): Promise<AgentAck<'grants.upload'>> {
    const known = await this.attempts.heldBy(agentId, asked);
    if (!known) return LEASE_LOST;
    const { attempt, order } = known;
    if (order.kind === 'deliver') return this.deliver(order);
    const places = asked.files.map((file) => ({ ...file, key: this.files.keyOf(attempt, file) }));
    const keys = places.map((place) => place.key);
    if (new Set(keys).size < keys.length)
      return { ok: false, code: 'bad-message', message: 'Two files of one attempt have the same name.' };
    if (!(await this.attempts.noteUploads(attempt.id, keys))) return LEASE_LOST;
    const grants = await Promise.all(
      places.map(async ({ role, key, sizeBytes }) => ({
        role,
        grant: await this.files.grantUpload(key, sizeBytes),
      })),
    );
    return { ok: true, grants };
  }

  /** A delivery writes at the customer's provider, under a key that the output has had from the start. */
  private async deliver(order: WorkOrder): Promise<AgentAck<'grants.upload'>> {
    try {
      return { ok: true, grants: [{ role: 'master', grant: await this.deliveries.open(order) }] };
    } catch (error) {
      if (!(error instanceof DestinationProblem)) throw error;
      const code = error.final ? 'destination-refused' : 'upload-failed';
      return { ok: false, code, message: error.message };
    }
  }

  async input(agentId: string, asked: AgentPayload<'grants.input'>): Promise<AgentAck<'grants.input'>> {
    const known = await this.attempts.heldBy(agentId, asked);
    if (!known) return LEASE_LOST;
    try {
      return { ok: true, grants: await this.composer.grants(known.attempt, known.order, asked.keys) };
    } catch (error) {
      if (error instanceof SourceGone) return { ok: false, code: 'source-not-found', message: error.message };
      throw error;
    }
  }
}
