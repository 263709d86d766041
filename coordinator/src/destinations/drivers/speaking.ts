import { DestinationProblem } from '../destination-problem.js';
import { upstreamFacts, upstreamSentence, type Place } from '../upstream-sentence.policy.js';

/** Runs calls to a provider; what goes wrong comes out as a DestinationProblem. */
export function speaking(place: Place): <T>(work: () => Promise<T>) => Promise<T> {
  return async (work) => {
    try {
      return await work();
    } catch (error) {
      if (error instanceof DestinationProblem) throw error;
      // The cause is left out: client libraries keep whole requests with their credentials in their errors.
      throw new DestinationProblem(upstreamSentence(upstreamFacts(error), place));
    }
  };
}
