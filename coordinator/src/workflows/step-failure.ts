/** Why a try of a step came to nothing. */
export class StepFailure extends Error {
  constructor(
    message: string,
    /** False: another try would fail the same way. */
    readonly again: boolean,
    readonly responseStatus?: number,
  ) {
    super(message);
  }
}
