import { jain, percentile, rounded } from './measures.js';
import type { SimOptions } from './options.js';
import { burstSize, type Findings } from './simulation.js';

/** Numbers of a run; null: not measured. Times in ms unless the name says otherwise. */
export function summary(found: Findings, options: SimOptions) {
  const { journal, submits } = found;
  const clean = journal.recoveries.filter((one) => !found.absences.some((gone) => overlap(one, gone)));
  const took = (spans: readonly { from: number; to: number }[]) => spans.map(({ from, to }) => to - from);
  return {
    violations: found.violations.length,
    lost: found.lost,
    publishedTwice: journal.publishedTwice,
    joined: found.joined,
    offersPerSecond: rounded(burst(found, options)),
    offerP50Ms: rounded(percentile(journal.latencies, 0.5)),
    offerP99Ms: rounded(percentile(journal.latencies, 0.99)),
    recoveryP99Ms: rounded(percentile(took(clean), 0.99), 0),
    recoveryP99WithOutagesMs: rounded(percentile(took(journal.recoveries), 0.99), 0),
    recoveries: journal.recoveries.length,
    offerCpuMs: found.offerCpuMs ?? null,
    // Pieces come to be while others wait already: the measure is of orders that all wait from the beginning.
    jain: options.films > 0 ? null : rounded(jain(found.served), 4),
    jobsPerSecond: rounded((options.jobs - found.lost) / ((found.ended - found.begun) / 1000)),
    duplicatesStarted: journal.duplicatesStarted,
    submitsPerSecond: rounded(submits.took.length / submits.seconds),
    submitP99Ms: rounded(percentile(submits.took, 0.99)),
    ...(found.idle ? { idleCpuPercent: found.idle.cpu.coordinator, idleMemoryMb: found.idle.memoryMb } : {}),
    memoryMb: found.work.memoryMb ?? null,
    cpuPercent: found.absences.length > 0 ? null : found.work.cpu,
    seed: options.seed,
  };
}

/**
 * Offers a second while both work and slots were free: from the first offer on, until the fleet was full or nothing
 * waited any more.
 */
function burst({ journal }: Findings, options: SimOptions): number | undefined {
  const count = burstSize(options);
  const [first, last] = [journal.offers[0], journal.offers[count - 1]];
  return first === undefined || last === undefined ? undefined : count / ((last - first) / 1000);
}

const overlap = (one: { from: number; to: number }, other: { from: number; to: number }): boolean =>
  one.from < other.to && other.from < one.to;

/** The same in words, one line each. */
export function inWords(found: Findings, options: SimOptions): string[] {
  const { journal } = found;
  const facts = summary(found, options);
  const { cpuPercent: cpu } = facts;
  return [
    `offers: ${facts.offersPerSecond} a second until ${Math.min(options.agents * options.slots, options.jobs)} ran; then p50 ${facts.offerP50Ms} ms, p99 ${facts.offerP99Ms} ms from a free slot to its next offer (${journal.latencies.length} measured)`,
    `renders: ${facts.jobsPerSecond} a second from first to last; ${facts.lost} lost; ${facts.joined} joined from pieces`,
    `submitted: ${facts.submitsPerSecond} a second, p99 ${facts.submitP99Ms} ms`,
    `recovery: ${facts.recoveries} orders of dead agents, p99 ${facts.recoveryP99Ms} ms (${facts.recoveryP99WithOutagesMs} ms with those that an outage of the coordinator or the database delayed), TTL ${options.ttl} s`,
    `duplicates: ${facts.duplicatesStarted} started, ${facts.publishedTwice} published; ${journal.notApplied} reports came late or twice and changed nothing`,
    `fairness: Jain ${facts.jain} over ${found.served.length} tenants`,
    `faults: ${journal.kills} agents killed, ${journal.cuts} lines cut, ${journal.freezes} agents frozen, ${journal.acksLost} answers lost, ${journal.failuresReported} failures reported; ${journal.refused} offers refused`,
    ...(facts.offerCpuMs
      ? [
          `processor time of an offer: coordinator ${facts.offerCpuMs.coordinator} ms, database ${facts.offerCpuMs.database} ms`,
        ]
      : []),
    ...(cpu
      ? [
          `processor time while working, % of one core: coordinator ${cpu.coordinator}, database ${cpu.database}, simulator ${cpu.simulator}; coordinator ${facts.memoryMb} MB`,
        ]
      : []),
    ...(found.idle
      ? [
          `idle: coordinator ${found.idle.cpu.coordinator} % of one core, ${found.idle.memoryMb} MB; database ${found.idle.cpu.database} %`,
        ]
      : []),
    ...found.violations.map((violation) => `VIOLATION: ${violation}`),
    `violations: ${facts.violations}`,
  ];
}
