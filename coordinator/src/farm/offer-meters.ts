import { Injectable } from '@nestjs/common';
import type { CoordinatorAck, SlotEngine } from '@farm/shared/wire';
import { Metrics } from '../platform/metrics/metrics.js';

/** Seconds from the lease to the agent's answer. */
const BUCKETS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 5];

/** Counts leases and what agents answer to offers. */
@Injectable()
export class OfferMeters {
  private readonly leases;
  private readonly offers;
  private readonly seconds;

  constructor(metrics: Metrics) {
    this.leases = metrics.counter('framefarm_leases_total', 'Orders leased to agents here.', ['engine']);
    this.offers = metrics.counter('framefarm_offers_total', 'Offers by what the agent answered.', ['answer']);
    this.seconds = metrics.histogram(
      'framefarm_offer_seconds',
      'Time from the lease to the answer of the agent.',
      BUCKETS,
    );
  }

  /** An order was leased; call the answer with what came of the offer. */
  leased(engine: SlotEngine): (ack: CoordinatorAck<'work.offer'> | undefined) => void {
    this.leases.inc({ engine });
    const began = performance.now();
    return (ack) => {
      this.offers.inc({ answer: answerOf(ack) });
      this.seconds.observe((performance.now() - began) / 1000);
    };
  }
}

function answerOf(ack: CoordinatorAck<'work.offer'> | undefined): string {
  if (!ack) return 'none';
  return ack.accepted ? 'accepted' : ack.reason;
}
