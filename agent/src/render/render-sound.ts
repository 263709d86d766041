import { resolveTimeline, type Container } from '@farm/shared/scene';
import type { Warning } from '@farm/shared/wire';
import { compile, soundCommand } from '../compiler/index.js';
import { FfmpegProcess } from './ffmpeg-process.js';
import { RenderFailure } from './render-failure.js';
import type { RenderInput } from './render-input.js';
import { fittingArgs } from './run-plan.js';

export interface SoundOutcome {
  /** Samples of the mix, at 48 kHz. */
  samples: number;
  warnings: Warning[];
}

export interface SoundInput extends RenderInput {
  facts: NonNullable<RenderInput['facts']>;
  /** MP4 without picture when absent. */
  container?: Container;
}

/** Mixes and encodes the whole sound of a scene. */
export async function renderSound(input: SoundInput): Promise<SoundOutcome> {
  const { scene, facts, files, capabilities, outFile, container = 'mp4', signal } = input;
  const plan = compile({ scene, timeline: resolveTimeline(scene, facts), facts, capabilities });
  const { sound } = plan;
  if (!sound) throw new RenderFailure('invalid-scene', 'The scene has no sound to render.');
  const seconds = sound.samples / 48_000;
  const ffmpeg = new FfmpegProcess({
    program: input.tools.ffmpeg,
    args: await fittingArgs(soundCommand(plan, sound, { files, outFile, container }), input),
    cwd: input.workDir,
    extraPipes: 0,
    stallSeconds: input.stallSeconds,
    soundCounts: true,
    onProgress: (_frames, _fps, done) =>
      input.onProgress?.(Math.round(Math.min(done, seconds) * 100), Math.round(seconds * 100)),
    ...(signal ? { signal } : {}),
  });
  await ffmpeg.finished();
  return { samples: sound.samples, warnings: plan.warnings };
}
