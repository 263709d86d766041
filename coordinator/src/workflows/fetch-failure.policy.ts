import { StepFailure } from './step-failure.js';

/** A status that is not 200, or why there was no answer, as the failure of a step. */
export function fetchFailure(url: string, problem: number | string): StepFailure {
  const shown = url.length > 200 ? `${url.slice(0, 200)}…` : url;
  if (typeof problem === 'string')
    return new StepFailure(
      `${shown} could not be fetched: ${problem}.`,
      !/public address|not public/.test(problem),
    );
  const again = problem >= 500 || problem === 429 || problem === 408;
  return new StepFailure(`${shown} answered ${problem}.`, again, problem);
}
