import { Injectable } from '@nestjs/common';

/** Resolves when the service works, rejects with the reason when not. */
export type HealthCheck = () => Promise<void>;
export interface ServiceHealth {
  status: 'ok' | 'error' | 'not_configured' | 'unknown';
  /** Whole milliseconds. */
  latencyMs: number | null;
  error: string | null;
}

/** Longest wait for one service, so that a hung database cannot hang the health page. */
const CHECK_LIMIT_MS = 3000;

/** Parts of the coordinator say here how they can be checked: `health.add('database', check)`. */
@Injectable()
export class HealthRegistry {
  private readonly checks = new Map<string, HealthCheck>();

  add(name: string, check: HealthCheck): void {
    this.checks.set(name, check);
  }

  async one(name: string): Promise<ServiceHealth> {
    const check = this.checks.get(name);
    return check ? measure(check) : { status: 'unknown', latencyMs: null, error: null };
  }

  async all(): Promise<Record<string, ServiceHealth>> {
    const entries = await Promise.all(
      [...this.checks].map(async ([name, check]) => [name, await measure(check)] as const),
    );
    return Object.fromEntries(entries);
  }
}

async function measure(check: HealthCheck): Promise<ServiceHealth> {
  const start = performance.now();
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error('did not answer in time')), CHECK_LIMIT_MS);
  });
  try {
    await Promise.race([check(), limit]);
    return { status: 'ok', latencyMs: Math.round(performance.now() - start), error: null };
  } catch (error) {
    return {
      status: 'error',
      latencyMs: Math.round(performance.now() - start),
      error: error instanceof Error ? error.message : String(error),
    };
  } finally {
    clearTimeout(timer);
  }
}
