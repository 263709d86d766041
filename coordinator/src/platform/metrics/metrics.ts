import { Injectable } from '@nestjs/common';
import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';
import { InjectLogger, type Logger } from '../logger.js';

/** What the process itself costs (memory, processor, event loop); once, however many coordinators it holds. */
let ofProcess: Registry | undefined;
function processRegistry(): Registry {
  if (!ofProcess) {
    ofProcess = new Registry();
    collectDefaultMetrics({ register: ofProcess });
  }
  return ofProcess;
}

/**
 * What GET /metrics shows. A feature makes its own counters: `metrics.counter(name, help, labels)`, once, at start.
 * Labels are words from short lists of ours, never ids, names or addresses: each value is kept for ever.
 * Every metric stands in docs/operations.md; a test compares.
 */
@Injectable()
export class Metrics {
  private readonly registry = new Registry();
  private readonly looks: (() => Promise<void>)[] = [];
  private scraping: Promise<string> | undefined;

  constructor(@InjectLogger() private readonly logger: Logger) {}

  counter<L extends string = never>(name: string, help: string, labels: readonly L[] = []): Counter<L> {
    return new Counter({ name, help, labelNames: [...labels], registers: [this.registry] });
  }

  gauge<L extends string = never>(name: string, help: string, labels: readonly L[] = []): Gauge<L> {
    return new Gauge({ name, help, labelNames: [...labels], registers: [this.registry] });
  }

  /** Bounds of the buckets in the unit of the metric. */
  histogram<L extends string = never>(
    name: string,
    help: string,
    buckets: number[],
    labels: readonly L[] = [],
  ): Histogram<L> {
    return new Histogram({ name, help, buckets, labelNames: [...labels], registers: [this.registry] });
  }

  /** Runs before each scrape, to set gauges; one that fails leaves them as they were and is logged. */
  onScrape(look: () => Promise<void>): void {
    this.looks.push(look);
  }

  /** The text format of Prometheus. Scrapes at the same moment share one look. */
  text(): Promise<string> {
    this.scraping ??= this.scrape().finally(() => (this.scraping = undefined));
    return this.scraping;
  }

  get contentType(): string {
    return this.registry.contentType;
  }

  private async scrape(): Promise<string> {
    for (const look of this.looks)
      await look().catch((error: unknown) => this.logger.warn({ err: error }, 'a metric could not be read'));
    return Registry.merge([this.registry, processRegistry()]).metrics();
  }
}
