// npm run sim: a farm of pretended machines; see docs/development.md. Ends with 1 when a promise was broken.
import { readOptions, USAGE, UsageProblem } from './options.js';
import { inWords, summary } from './report.js';
import { simulate } from './simulation.js';

const say = (line: string): void => void process.stderr.write(`${line}\n`);

try {
  const options = readOptions(process.argv.slice(2));
  const found = await simulate(options, say);
  for (const line of inWords(found, options)) console.log(line);
  const facts = summary(found, options);
  if (options.json) console.log(JSON.stringify(facts));
  process.exit(facts.violations + facts.lost + facts.publishedTwice === 0 ? 0 : 1);
} catch (error) {
  say(error instanceof UsageProblem ? `${error.message}\n${USAGE}` : String((error as Error).stack ?? error));
  process.exit(error instanceof UsageProblem ? 64 : 70);
}
