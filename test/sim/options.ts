import { parseArgs } from 'node:util';

export interface SimOptions {
  agents: number;
  jobs: number;
  seed: number;
  chaos: boolean;
  /** Print one last line of JSON. */
  json: boolean;
  /** Places for renders on each agent. */
  slots: number;
  /** Renders that end in a second once every slot is busy; says how long agents pretend to render. */
  rate: number;
  /** Lease TTL of the coordinator, seconds. */
  ttl: number;
  /** Jobs that are submitted through the API; the rest are copies of them, written by SQL. */
  submit: number;
  /** Share of the jobs that are made in pieces, 0..1. */
  films: number;
  /** Cap of renders of one workspace; 0: none. */
  cap: number;
  /** Seconds for which the fleet is watched before there is work; 0: not. */
  idle: number;
  /** The run is given up after so many seconds. */
  limit: number;
  /** Every message is checked against its schema, in both directions. */
  check: boolean;
  /** The embedded database waits for the disk at every commit, as in a real farm. */
  fsync: boolean;
}

export const USAGE = `npm run sim -- [--agents 1000] [--jobs 20000] [--seed 1] [--chaos] [--json]
  --slots N    places for renders on each agent (8)
  --rate N     renders that end in a second once every slot is busy (120); longer pretended renders for a smaller rate
  --ttl S      lease TTL of the coordinator, seconds (15)
  --submit N   jobs that go through the API (2000 at most); the others are copied in the database
  --films S    share of the jobs that are made in pieces, 0 to 1 (0)
  --cap N      renders of one workspace that may run at once (0: any number)
  --idle S     seconds for which the idle fleet is watched first (0)
  --limit S    give up after so many seconds (1800)
  --no-fsync   the embedded database does not wait for the disk; for tests, never for numbers
  --no-check   do not hold each message against its schema (the default from 100 agents on)`;

export class UsageProblem extends Error {}

const text = { type: 'string' } as const;
const flag = { type: 'boolean' } as const;
const KNOWN = {
  ...{ agents: text, jobs: text, seed: text, slots: text, rate: text, ttl: text, submit: text, cap: text },
  ...{
    films: text,
    idle: text,
    limit: text,
    chaos: flag,
    json: flag,
    check: flag,
    'no-check': flag,
    'no-fsync': flag,
  },
};

export function readOptions(args: string[]): SimOptions {
  const values = read(args);
  const number = (name: string, usual: number, least = 0): number => {
    const given = values[name];
    const value = given === undefined ? usual : Number(given);
    if (!Number.isFinite(value) || value < least)
      throw new UsageProblem(`--${name} must be a number of at least ${least}.`);
    return value;
  };
  const agents = number('agents', 1000, 1);
  const jobs = number('jobs', 20_000, 10);
  return {
    agents,
    jobs,
    seed: number('seed', 1),
    chaos: values.chaos === true,
    json: values.json === true,
    slots: number('slots', 8, 1),
    rate: number('rate', 120, 0.01),
    ttl: number('ttl', 15, 1),
    submit: Math.min(jobs, number('submit', 2000, 10)),
    films: Math.min(1, number('films', 0)),
    cap: number('cap', 0),
    idle: number('idle', 0),
    limit: number('limit', 1800, 1),
    check: values['no-check'] !== true && (values.check === true || agents < 100),
    fsync: values['no-fsync'] !== true,
  };
}

function read(args: string[]): Record<string, string | boolean | undefined> {
  try {
    return parseArgs({ args, options: KNOWN, strict: true }).values;
  } catch (error) {
    throw new UsageProblem((error as Error).message);
  }
}
