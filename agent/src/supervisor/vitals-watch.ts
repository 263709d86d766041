import type { Vitals } from '@farm/shared/wire';
import { probeHeat, probeLoad } from '../probe/index.js';

/** Shortest time between two measurements, ms. */
const LOAD_EVERY_MS = 5000;
const HEAT_EVERY_MS = 30_000;
/** The part of the time that other programs may run for it. */
const SHARE = 1 / 100;

interface Gauge {
  measure: () => Promise<Vitals>;
  everyMs: number;
  /** True: it runs other programs. */
  isCostly: boolean;
  /** Not again before this, ms. */
  notBefore: number;
}

export interface VitalsProbes {
  load: () => Promise<Vitals>;
  heat: () => Promise<Vitals>;
  now: () => number;
}

/**
 * How the machine feels, at a bounded pace: `fresh` starts a measurement that is due and never waits for one. A slow
 * one (a driver that takes seconds to answer) is made so much more rarely.
 */
export class VitalsWatch {
  private readonly gauges: Gauge[];
  private readonly now: () => number;
  private measuring: Promise<void> | undefined;
  private latest: Vitals = {};
  private isNew = false;

  constructor(folder: string, probes: Partial<VitalsProbes> = {}) {
    this.now = probes.now ?? (() => performance.now());
    this.gauges = [
      {
        measure: probes.load ?? (() => probeLoad(folder)),
        everyMs: LOAD_EVERY_MS,
        isCostly: false,
        notBefore: 0,
      },
      { measure: probes.heat ?? probeHeat, everyMs: HEAT_EVERY_MS, isCostly: true, notBefore: 0 },
    ];
  }

  /** As last measured. */
  get current(): Vitals {
    return this.latest;
  }

  /** What was measured since the last call; undefined: nothing new. */
  fresh(): Vitals | undefined {
    this.measuring ??= this.measure().finally(() => (this.measuring = undefined));
    if (!this.isNew) return undefined;
    this.isNew = false;
    return this.latest;
  }

  /** For tests: resolves when no measurement is under way. */
  async settled(): Promise<void> {
    await this.measuring;
  }

  private async measure(): Promise<void> {
    for (const gauge of this.gauges) {
      const began = this.now();
      if (began < gauge.notBefore) continue;
      // What one gauge can no longer read stays as it was; that is rare and better than a number that flickers.
      const seen = await gauge.measure().catch(() => ({}));
      this.latest = { ...this.latest, ...seen };
      this.isNew ||= Object.keys(seen).length > 0;
      const ended = this.now();
      const rest = gauge.isCostly ? (ended - began) / SHARE : 0;
      gauge.notBefore = Math.max(began + gauge.everyMs, ended + rest);
    }
  }
}
