// Several programs, run in turns: a slow moment of the machine hits all of them.
import { RUNS, say } from './options.mjs';

export function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

/** `runners`: name → a function that runs it once. Answers with the runs of each, in order. */
export async function inTurns(title, runners, runs = RUNS) {
  const results = Object.fromEntries(Object.keys(runners).map((name) => [name, []]));
  for (let run = 0; run < runs; run += 1) {
    for (const [name, once] of Object.entries(runners)) results[name].push(await once());
    const times = Object.entries(results).map(
      ([name, list]) => `${name} ${list.at(-1).seconds.toFixed(2)} s`,
    );
    say(`${title} ${run + 1}/${runs}: ${times.join(', ')}`);
  }
  return results;
}

/** Median of one measure of many runs. */
export const middle = (results, key) => median(results.map((result) => result[key]));
