import type { Warning } from '@farm/shared/wire';
import { CONTAINERS, type OutputSpec } from '@farm/shared/scene';
import { frameTime, type FrameRange } from '@farm/shared/time';
import { encodeCommand, exactTimescale, type EncoderChoice } from '../compiler/index.js';
import { openPainters } from './open-painters.js';
import { prepareRender, type PainterOpener, type PreparedRender } from './prepare.js';
import { RenderFailure } from './render-failure.js';
import type { RenderInput, RenderOutcome } from './render-input.js';
import { runPlan } from './run-plan.js';

/** Renders the pictures of a scene, with its sound, into a file. An encoder that fails gives way to the next, and a warning says so. */
export async function renderScene(
  input: RenderInput,
  painters: PainterOpener = openPainters,
): Promise<RenderOutcome> {
  const prepared = await prepareRender(input, painters, input.range ?? stillRange(input.scene.output));
  const { plan, facts } = prepared;
  const fallen: Warning[] = [];
  const encoders = input.isPiece
    ? plan.encoders.filter(({ engine }) => engine === input.engine)
    : plan.encoders;
  for (const [index, encoder] of encoders.entries()) {
    try {
      await encodeWith(prepared, encoder, input);
      const frames = plan.range.to - plan.range.from;
      return {
        frames,
        duration: frameTime(frames, plan.fps),
        facts,
        warnings: [...prepared.warnings, ...fallen],
        encoder: encoder.name,
        engine: encoder.engine,
        plan,
        painted: prepared.planes.flatMap((plane) =>
          plane ? [{ pictures: plane.survey.pictures, frames }] : [],
        ),
      };
    } catch (error) {
      const next = encoders[index + 1];
      if (!next || !mayFallBack(error)) throw error;
      fallen.push({
        code: 'encoder-fallback',
        message: `The encoder ${encoder.name} failed on this machine; ${next.name} was used instead.`,
      });
    }
  }
  throw noEncoder(input.scene.output);
}

function stillRange({ container, frame = 0 }: OutputSpec): FrameRange | undefined {
  return CONTAINERS[container].kind === 'still' ? { from: frame, to: frame + 1 } : undefined;
}

export const noEncoder = ({ videoCodec }: OutputSpec): RenderFailure =>
  new RenderFailure(
    'encoder-failed',
    `No encoder for ${videoCodec ?? 'pictures'} works on the rendering machine.`,
  );

async function encodeWith(
  prepared: PreparedRender,
  encoder: EncoderChoice,
  input: RenderInput,
): Promise<void> {
  const { files, cores, outFile } = input;
  const bindings = { files, painted: prepared.painted };
  const clock = input.isPiece ? { timescale: exactTimescale(prepared.plan.fps) } : {};
  const command = encodeCommand(prepared.plan, { bindings, encoder, cores, outFile, ...clock });
  await runPlan(prepared, command, input);
}

/** Full session tables pass: the coordinator queues the job again instead (hardware.md). */
function mayFallBack(error: unknown): boolean {
  if (!(error instanceof RenderFailure)) return false;
  const stderr = String(error.details.stderr ?? '');
  return (
    error.code === 'encoder-failed' && !/out of memory \(10\)|incompatible client key \(21\)/.test(stderr)
  );
}
