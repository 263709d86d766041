// Child of the bench: renders one scene, or one frame of it, as the agent's own attempt does. Prints one line of JSON.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const job = JSON.parse(readFileSync(process.argv[2], 'utf8'));
const { renderFrame, renderScene } = await import(job.engine);
const workDir = mkdtempSync(join(tmpdir(), 'framefarm-bench-'));
// From here on the sources are local: an attempt has loaded the engine long before its downloads are done.
const begun = performance.now();
const since = () => (performance.now() - begun) / 1000;
let firstFrame;
const onProgress = (frames) => {
  if (frames > 0) firstFrame ??= since();
};
try {
  const input = { ...job.input, workDir, outFile: job.outFile };
  const result =
    job.frame === undefined
      ? await renderScene({ ...input, stallSeconds: 60, onProgress })
      : await renderFrame({ ...input, frame: job.frame });
  const { painted } = result;
  const planes = result.plan.layers.map((layer) => `${layer.kind}: ${layer.reason}`);
  process.stdout.write(`${JSON.stringify({ inside: since(), firstFrame, painted, planes })}\n`);
} finally {
  rmSync(workDir, { recursive: true, force: true });
}
