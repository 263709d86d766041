import { stat } from 'node:fs/promises';
import { CliError } from '../cli-error.js';
import { EXIT, type ExitCode } from '../exit-codes.js';
import type { SceneFile } from '../media/scene-file.js';
import { note, say, sayJson, sizeText } from '../output.js';
import { showProgress, silence } from '../progress.js';
import { asRender, prepare } from './local-inputs.js';
import { agentParts, localSettings } from './machine.js';

export interface RenderHereOptions {
  quiet: boolean;
  json: boolean;
}

/** `framefarm render --local`: the steps of an agent's attempt, without a farm. */
export async function renderHere(
  file: SceneFile,
  out: string,
  options: RenderHereOptions,
  signal: AbortSignal,
): Promise<ExitCode> {
  const { inputs, warnings } = await prepare(file, signal);
  const { renderLocally } = await agentParts();
  const progress = options.quiet || options.json ? silence : showProgress('Rendering');
  try {
    const result = await asRender(() =>
      renderLocally({
        ...inputs,
        out,
        stallSeconds: localSettings().stallSeconds,
        onProgress: ({ percent, phase }) => progress.update(percent, phase),
      }),
    );
    progress.update(100, 'done');
    progress.stop();
    const all = [...warnings, ...result.warnings.map((warning) => warning.message)];
    await report(out, result, [...new Set(all)], options.json);
    return EXIT.ok;
  } catch (error) {
    progress.stop();
    if (signal.aborted) throw new CliError('Interrupted.', EXIT.interrupted);
    throw error;
  }
}

async function report(
  out: string,
  result: { facts: unknown; encoder: { engine: string; name: string; seconds: number } },
  warnings: string[],
  json: boolean,
): Promise<void> {
  const { size } = await stat(out);
  if (json)
    return sayJson({ file: out, bytes: size, facts: result.facts, encoder: result.encoder, warnings });
  for (const warning of warnings) note(`Warning: ${warning}`);
  say(`${out} (${sizeText(size)}, ${result.encoder.name}, ${result.encoder.seconds.toFixed(1)} s)`);
}
