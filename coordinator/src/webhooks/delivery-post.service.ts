import { Injectable } from '@nestjs/common';
import { Clock } from '../platform/clock.js';
import { InjectLogger, type Logger } from '../platform/logger.js';
import { Metrics } from '../platform/metrics/metrics.js';
import { OutboundClient, type Answer } from '../platform/outbound/http-client.js';
import { judgeAnswer, type Verdict } from './backoff.policy.js';
import { DeliveriesRepository, type DeliveryEnd } from './deliveries.repository.js';
import { DeliveryComposer } from './delivery-composer.service.js';
import type { Delivery, DeliveryTry } from './delivery.types.js';

/** An answer that takes longer is none. */
const TIMEOUT_MS = 10_000;

/** Makes one try of a delivery that the caller holds, and writes down what came of it. */
@Injectable()
export class DeliveryPost {
  private readonly tries;

  constructor(
    private readonly rows: DeliveriesRepository,
    private readonly composer: DeliveryComposer,
    private readonly client: OutboundClient,
    private readonly clock: Clock,
    metrics: Metrics,
    @InjectLogger() private readonly logger: Logger,
  ) {
    this.tries = metrics.counter('framefarm_webhook_tries_total', 'Tries of webhook deliveries made here.', [
      'outcome',
    ]);
  }

  async send(delivery: Delivery): Promise<void> {
    const began = this.clock.now();
    const composed = await this.composer.compose(delivery);
    const answer: Answer =
      'gone' in composed
        ? { error: composed.gone }
        : await this.client.post(delivery.url, composed.body, composed.headers, TIMEOUT_MS);
    const once = { tries: delivery.tries, once: delivery.test, random: Math.random() };
    const verdict: Verdict =
      'gone' in composed ? { kind: 'dead', reason: composed.gone } : judgeAnswer(answer, once);
    const one = tryOf(answer, new Date(began), this.clock.now() - began);
    this.tries.inc({ outcome: verdict.kind });
    await this.rows.note(delivery, one, this.endOf(verdict));
    const { id, jobId, eventId, tries } = delivery;
    const facts = { jobId, deliveryId: id, eventId, tries, status: one.status, error: one.error };
    if (verdict.kind === 'delivered') this.logger.info(facts, 'webhook delivered');
    else this.logger.warn(facts, `webhook not delivered (${verdict.kind})`);
  }

  private endOf(verdict: Verdict): DeliveryEnd {
    if (verdict.kind === 'retry')
      return { state: 'pending', nextAt: new Date(this.clock.now() + verdict.inMs) };
    const reason = verdict.kind === 'dead' ? verdict.reason : null;
    return { state: verdict.kind, reason, endedAt: this.clock.date() };
  }
}

const tryOf = (answer: Answer, at: Date, ms: number): DeliveryTry =>
  'status' in answer
    ? { at, ms, status: answer.status, error: null, answer: answer.text }
    : { at, ms, status: null, error: answer.error.slice(0, 500), answer: null };
