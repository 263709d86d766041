import { Injectable } from '@nestjs/common';

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

/** Features say here what expires: `rules.add(rule)`. */
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
