/** Why a customer's storage did not take something: one sentence for the customer, without secrets. */
export class DestinationProblem extends Error {
  /** True when trying again cannot help. */
  readonly final: boolean;

  constructor(message: string, facts: { final?: boolean; cause?: unknown } = {}) {
    super(message, facts.cause === undefined ? undefined : { cause: facts.cause });
    this.name = 'DestinationProblem';
    this.final = facts.final ?? false;
  }
}
