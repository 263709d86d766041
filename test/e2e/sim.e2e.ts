import { execFile } from 'node:child_process';
import { join } from 'node:path';

const ROOT = join(import.meta.dirname, '../..');

interface Facts {
  violations: number;
  lost: number;
  publishedTwice: number;
  joined: number;
  offersPerSecond: number;
  offerP99Ms: number;
  recoveries: number;
  recoveryP99WithOutagesMs: number | null;
  jain: number;
  duplicatesStarted: number;
}

/** The last line of a small run as `npm run sim` makes it, with what was said before it. */
async function sim(...args: string[]): Promise<{ facts: Facts; said: string; code: number }> {
  const { code, out, err } = await new Promise<{ code: number; out: string; err: string }>((resolve) =>
    execFile(
      process.execPath,
      ['--import', './test/fixtures/typescript-loader.mjs', 'test/sim/main.ts', ...args],
      { cwd: ROOT },
      (error, stdout, stderr) =>
        resolve({ code: typeof error?.code === 'number' ? error.code : 0, out: stdout, err: stderr }),
    ),
  );
  const last = out.trim().split('\n').at(-1) ?? '';
  if (!last.startsWith('{')) throw new Error(`the simulator ended with ${code}:\n${out}\n${err}`);
  return { facts: JSON.parse(last) as Facts, said: `${out}\n${err}`, code };
}

const SMALL = [
  '--agents',
  '20',
  '--slots',
  '2',
  '--rate',
  '100',
  '--ttl',
  '2',
  '--json',
  '--limit',
  '90',
  '--no-fsync',
];

/** Real coordinator, real database, real sockets, pretended machines; the audit of the ledger is in test/sim. */
describe('the simulator', () => {
  test('a quiet farm: every render once, nothing twice, everybody their share', async () => {
    const { facts, said, code } = await sim(...SMALL, '--jobs', '120', '--seed', '1', '--cap', '15');
    expect({ ...facts, said }).toMatchObject({
      violations: 0,
      lost: 0,
      publishedTwice: 0,
      duplicatesStarted: 0,
    });
    expect(facts.jain).toBeGreaterThan(0.9);
    expect(facts.offersPerSecond).toBeGreaterThan(0);
    expect(facts.offerP99Ms).toBeGreaterThanOrEqual(0);
    expect(code).toBe(0);
  }, 120_000);

  test('chaos: agents, coordinator and database die, answers get lost; still every render once, whole or joined', async () => {
    const films = ['--jobs', '80', '--films', '0.2'];
    const { facts, said, code } = await sim(...SMALL, ...films, '--seed', '7', '--chaos');
    expect({ ...facts, said }).toMatchObject({ violations: 0, lost: 0, publishedTwice: 0 });
    expect(facts.joined).toBeGreaterThan(0);
    expect(facts.recoveries).toBeGreaterThan(0);
    expect(facts.duplicatesStarted).toBeGreaterThan(0);
    expect(facts.recoveryP99WithOutagesMs).toBeGreaterThan(0);
    expect(code).toBe(0);
  }, 120_000);

  test('a mistake in the command line is said, with how to call it', async () => {
    await expect(sim('--agents', 'many')).rejects.toThrow(/ended with 64[^]*--agents must be a number/);
  });
});
