/** What the agents of a run saw, all on one clock (ms of `performance.now()`). */
export class Journal {
  /** Moments at which an offer was accepted. */
  readonly offers: number[] = [];
  /** From the moment a slot became free to the next offer for it, ms; only while work waited. */
  readonly latencies: number[] = [];
  /** From the death of an agent to the next offer of what it had, ms. */
  readonly recoveries: { from: number; to: number }[] = [];
  refused = 0;
  /** Reports that were answered: published now, known already, or of somebody who has no lease. */
  applied = 0;
  notApplied = 0;
  failuresReported = 0;
  kills = 0;
  cuts = 0;
  freezes = 0;
  acksLost = 0;
  /** Whatever the protocol does not allow. */
  readonly violations: string[] = [];
  private readonly startedOf = new Map<string, number>();
  private readonly publishedOf = new Map<string, number>();
  private readonly lost = new Map<string, number>();

  /** Attempts that began although another one of the same order had begun before. */
  get duplicatesStarted(): number {
    return [...this.startedOf.values()].reduce((sum, starts) => sum + starts - 1, 0);
  }

  get publishedTwice(): number {
    return [...this.publishedOf.values()].filter((times) => times > 1).length;
  }

  /** Orders that were begun at least once. */
  get ordersBegun(): number {
    return this.startedOf.size;
  }

  offered(orderId: string, at: number): void {
    this.offers.push(at);
    this.startedOf.set(orderId, (this.startedOf.get(orderId) ?? 0) + 1);
    const lostAt = this.lost.get(orderId);
    if (lostAt === undefined) return;
    this.recoveries.push({ from: lostAt, to: at });
    this.lost.delete(orderId);
  }

  published(orderId: string): void {
    this.applied++;
    this.publishedOf.set(orderId, (this.publishedOf.get(orderId) ?? 0) + 1);
  }

  /** An agent died with this order. */
  died(orderId: string, at: number): void {
    this.lost.set(orderId, at);
  }
}
