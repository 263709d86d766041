/** Why a customer's storage did not take something: one sentence for the customer, without secrets. */
export class DestinationProblem extends Error {
  /** True when trying again cannot help. */
  readonly final: boolean;

  /** True when the upload is over and the provider holds something else than the file. */
  readonly spoilt: boolean;

  constructor(message: string, facts: { final?: boolean; spoilt?: boolean; cause?: unknown } = {}) {
    super(message, facts.cause === undefined ? undefined : { cause: facts.cause });
    this.name = 'DestinationProblem';
    this.final = facts.final ?? false;
    this.spoilt = facts.spoilt ?? false;
  }
}
