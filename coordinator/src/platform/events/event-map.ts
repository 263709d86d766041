import type { Failure, SlotEngine, WorkResult } from '@farm/shared/wire';

/**
 * Every domain event of the coordinator: name -> payload. Payloads hold ids and plain values only; a listener that
 * needs more asks the service of the feature that owns it.
 *
 * Add an event: one line here (say who emits it and when), `bus.emit` in its feature, `bus.on` in the listeners.
 */
export interface EventMap {
  /** auth: a workspace is about to go, inside the transaction that removes it; a listener that throws keeps it. */
  'workspace.removing': { workspaceId: string };
  /** auth: a workspace is gone, with its rows; features remove its files. */
  'workspace.removed': { workspaceId: string };
  /** jobs: an order waits for an agent (new, or put back). */
  'order.waiting': { jobId: string; orderId: string };
  /** jobs: attempts of a job must end now; farm tells their agents. */
  'order.cancel-requested': { jobId: string; orderId: string; attemptId: string; agentId: string };
  /** jobs: state or progress of a job changed. */
  'job.changed': { jobId: string; workspaceId: string; state: string; progress: number };
  /** jobs: the log of an attempt grew; after the commit. */
  'attempt.logged': { jobId: string; attemptId: string };
  /** jobs: an order ended well, inside the transaction that ends it; `result` is what the agent reported. */
  'order.done': {
    jobId: string;
    workspaceId: string;
    orderId: string;
    result: WorkResult;
    payload: { outputId?: string; assetId?: string; blobId?: string };
  };
  /** jobs: an agent's report of an attempt was applied; `failure` is null when it went well. */
  'attempt.ended': {
    jobId: string;
    orderId: string;
    attemptId: string;
    agentId: string;
    engine: SlotEngine;
    failure: Failure | null;
  };
  /** jobs: a job has ended, inside the transaction that ended it. */
  'job.finished': { jobId: string; workspaceId: string; state: 'completed' | 'failed' | 'cancelled' };
  /** assets: the bytes of an asset are stored; inside the transaction that says so. Jobs have an agent inspect them. */
  'asset.stored': { workspaceId: string; assetId: string; blobId: string };
  /** assets: the same, after the commit: what was written down for it may be taken up now. */
  'asset.settled': { workspaceId: string; assetId: string };
  /** assets: a workspace keeps so many bytes more (or fewer); inside the transaction that says so. */
  'storage.changed': { workspaceId: string; bytes: number; source: string; sourceId: string };
  /** farm: an agent said hello, or has room again. */
  'agent.available': { agentId: string };
  /** farm: an agent connected and said hello. */
  'agent.joined': { agentId: string; name: string };
  /** farm: an agent left or was lost. */
  'agent.gone': { agentId: string };
  /** farm: the ledger says something new of an agent: drain, probe, removal, a quarantine lifted, another coordinator. */
  'agent.changed': { agentId: string };
}

export type EventName = keyof EventMap;

/** Told to the other coordinators too. Their polls would find the same a moment later. */
export const NEIGHBOUR_EVENTS = [
  'order.waiting',
  'order.cancel-requested',
  'job.changed',
  'agent.changed',
] as const satisfies readonly EventName[];
