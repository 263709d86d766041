import { firstSampleCommand, type RenderPlan, type SoundPart } from '../compiler/index.js';
import { runChild } from '../platform/child-process.js';
import { RenderFailure } from './render-failure.js';
import type { SceneInput } from './render-input.js';

type Input = Pick<SceneInput, 'files' | 'tools' | 'signal'>;

interface Suspect {
  path: string;
  source: string;
  part: 'picture' | 'sound';
}

/** One picture takes seconds at most. */
const LIMIT_MS = 60_000;

/**
 * The source that made ffmpeg fail, if one did: a file that gives not one picture or sample. ffmpeg itself says only
 * that an encoder could not be opened, because nothing ever reached it.
 */
export async function undecodableSource(plan: RenderPlan, input: Input): Promise<RenderFailure | undefined> {
  for (const { path, source, part } of suspects(plan)) {
    if (await givesSample(input.files[source] ?? '', part, input)) continue;
    const layer = plan.layers.find((one) => one.path === path);
    return undecodable(layer ?? { number: 0, kind: 'source', path }, part);
  }
  return undefined;
}

export function undecodable(
  layer: { number: number; kind: string; path: string },
  part: Suspect['part'],
): RenderFailure {
  const where = `Layer ${layer.number} (${layer.kind}, ${layer.path})`;
  const message = `${where}: no ${part} of the file can be decoded; it is damaged or cut short. Use another file.`;
  return new RenderFailure('source-undecodable', message);
}

function suspects(plan: RenderPlan): Suspect[] {
  const pictures = plan.planes.flatMap((plane): Suspect[] =>
    plane.kind === 'native' ? [{ path: plane.path, source: plane.source, part: 'picture' }] : [],
  );
  return [...pictures, ...(plan.sound?.parts ?? []).flatMap(sounds)];
}

function sounds(part: SoundPart): Suspect[] {
  if (part.kind === 'group') return part.parts.flatMap(sounds);
  return [{ path: part.path, source: part.source, part: 'sound' }];
}

async function givesSample(path: string, part: Suspect['part'], { tools, signal }: Input): Promise<boolean> {
  const late = AbortSignal.timeout(LIMIT_MS);
  const { stdout } = await runChild({
    program: tools.ffmpeg,
    args: firstSampleCommand(path, part),
    signal: signal ? AbortSignal.any([signal, late]) : late,
  });
  return stdout.length > 0 || signal?.aborted === true;
}
