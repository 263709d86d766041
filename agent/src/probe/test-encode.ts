import { runChild } from '../platform/child-process.js';
import type { TestEncode } from './encoder-verdict.policy.js';

const LIMIT_MS = 20_000;

/** Runs a test encode in a process group of its own: drivers hang and crash. */
export async function testEncode(
  ffmpeg: string,
  args: readonly string[],
): Promise<TestEncode & { seconds: number }> {
  const limit = AbortSignal.timeout(LIMIT_MS);
  const began = performance.now();
  const output = await runChild({ program: ffmpeg, args, signal: limit, ownGroup: true, graceMs: 500 });
  return {
    code: output.code,
    stderr: output.stderr,
    timedOut: limit.aborted,
    seconds: (performance.now() - began) / 1000,
  };
}
