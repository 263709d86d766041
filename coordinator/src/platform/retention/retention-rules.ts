import { Injectable, type FactoryProvider, type Type } from '@nestjs/common';
import { COORDINATOR_CONFIG, type CoordinatorConfig } from '../config/config.js';

/** One kind of thing that is kept for a while and then goes. How to add one: CONTRIBUTING.md. */
export interface RetentionRule {
  /** What goes, in the words of the log: `webhook deliveries`. */
  readonly name: string;
  /** Days that it is kept; 0: for good. */
  readonly keepDays: number;
  /**
   * Lets at most `limit` things go that ended before `before`; answers how many went. Several coordinators call it at
   * once: rows are taken with SKIP LOCKED.
   */
  sweep(before: Date, limit: number): Promise<number>;
}

/** Features say here what expires. */
@Injectable()
export class RetentionRules {
  private readonly rules: RetentionRule[] = [];

  add(rule: RetentionRule): void {
    this.rules.push(rule);
  }

  all(): readonly RetentionRule[] {
    return this.rules;
  }
}

/** A rule over what `owner` keeps, as a provider of its module. */
export function retentionRule<Owner extends object>(
  owner: Type<Owner>,
  rule: {
    name: string;
    keepDays: (config: CoordinatorConfig) => number;
    sweep: (owner: Owner, before: Date, limit: number) => Promise<number>;
  },
): FactoryProvider {
  const { name, keepDays, sweep } = rule;
  return {
    provide: Symbol(`retention of ${name}`),
    inject: [RetentionRules, COORDINATOR_CONFIG, owner],
    useFactory: (rules: RetentionRules, config: CoordinatorConfig, things: Owner) =>
      rules.add({
        name,
        keepDays: keepDays(config),
        sweep: (before, limit) => sweep(things, before, limit),
      }),
  };
}
