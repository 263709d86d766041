// Child of run.mjs: renders one scene, or one frame of it, as the agent's own attempt does. Prints one line of JSON.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const begun = performance.now();
const job = JSON.parse(readFileSync(process.argv[2], 'utf8'));
const { renderFrame, renderScene } = await import(job.engine);
const workDir = mkdtempSync(join(tmpdir(), 'framefarm-bench-'));
try {
  const input = { ...job.input, workDir };
  const result =
    job.frame === undefined
      ? await renderScene({ ...input, outFile: job.outFile, stallSeconds: 60 })
      : await renderFrame({ ...input, outFile: job.outFile, frame: job.frame });
  process.stdout.write(
    `${JSON.stringify({ seconds: (performance.now() - begun) / 1000, painted: result.painted, planes: result.plan.layers.map((layer) => `${layer.kind}: ${layer.reason}`) })}\n`,
  );
} finally {
  rmSync(workDir, { recursive: true, force: true });
}
