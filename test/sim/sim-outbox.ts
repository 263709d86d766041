import type { AgentAck, AgentPayload, AttemptRef } from '../../shared/src/wire/index.js';
import { refOf, type FleetTools, type Lane } from './fleet-tools.js';
import type { SimLink } from './sim-link.js';

type ReportAck = Extract<AgentAck<'attempt.done'>, { ok: true }>;
export type Report =
  | { event: 'attempt.done'; lane: Lane; payload: AgentPayload<'attempt.done'> }
  | { event: 'attempt.failed'; lane: Lane; payload: AgentPayload<'attempt.failed'> };

/** Terminal reports that are kept until they are answered, also over the death of the agent, as if they were on a disk. */
export class SimOutbox {
  private readonly reports = new Map<string, Report>();
  /** Under way. */
  private readonly sending = new Set<string>();

  constructor(
    private readonly tools: FleetTools,
    private readonly link: SimLink,
    /** A report was answered: its slot is free. */
    private readonly freed: (lane: Lane) => void,
  ) {}

  get size(): number {
    return this.reports.size;
  }

  /** Reports of one lane: their places are taken. */
  in(lane: Lane): number {
    return [...this.reports.values()].filter((report) => report.lane === lane).length;
  }

  get underWay(): number {
    return this.sending.size;
  }

  refs(): AttemptRef[] {
    return [...this.reports.values()].map(({ payload }) => refOf(payload));
  }

  async put(report: Report): Promise<void> {
    this.reports.set(report.payload.attemptId, report);
    await this.send(report.payload.attemptId);
  }

  drop(attemptId: string): void {
    this.reports.delete(attemptId);
  }

  sendAll(): void {
    for (const attemptId of [...this.reports.keys()]) void this.send(attemptId);
  }

  /** What is not answered stays and is sent again with the next beat or hello. */
  private async send(attemptId: string): Promise<void> {
    const report = this.reports.get(attemptId);
    if (!report || !this.link.isAlive || this.sending.has(attemptId)) return;
    this.sending.add(attemptId);
    const ack = await this.tell(report)
      .catch(() => undefined)
      .finally(() => this.sending.delete(attemptId));
    if (ack?.ok) await this.answered(report, ack);
  }

  private async answered(report: Report, ack: ReportAck): Promise<void> {
    const { faults, random, journal } = this.tools;
    if (ack.applied && report.event === 'attempt.done') journal.published(report.payload.orderId);
    else if (ack.applied) journal.failuresReported++;
    else journal.notApplied++;
    // As if the answer had not come: it must be answered "already" the next time.
    if (random() < faults.reportAckLost) return;
    if (this.reports.delete(report.payload.attemptId)) this.freed(report.lane);
    if (random() < faults.duplicate) await this.twice(report);
  }

  private async twice(report: Report): Promise<void> {
    const ack = await this.tell(report).catch(() => undefined);
    if (ack?.ok && ack.applied)
      this.tools.journal.violations.push(`a report of ${report.payload.attemptId} was applied twice`);
  }

  private tell(report: Report): Promise<AgentAck<'attempt.done'>> {
    return report.event === 'attempt.done'
      ? this.link.need('attempt.done', report.payload)
      : this.link.need('attempt.failed', report.payload);
  }
}
