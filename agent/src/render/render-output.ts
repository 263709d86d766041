import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { containerFacts, resolveTimeline } from '@farm/shared/scene';
import type { Engine, Warning } from '@farm/shared/wire';
import { inspectSources, sourceFiles } from '../media/index.js';
import { soundEncoder } from '../compiler/index.js';
import type { ExpectedMaster } from './judge-streams.js';
import { FRAME_PATTERN } from './numbered-file.js';
import type { RenderInput } from './render-input.js';
import { renderScene } from './render-scene.js';
import { renderSound } from './render-sound.js';

export interface OutputInput extends Omit<RenderInput, 'outFile'> {
  /** Folder of the result. */
  workDir: string;
}

export interface OutputOutcome {
  /** What was made: a file, or the pattern of numbered pictures. */
  file: string;
  expected: ExpectedMaster;
  warnings: Warning[];
  encoder: string;
  engine: Engine;
}

/** Renders a scene into what its output asks for: a film, pictures or sound. */
export async function renderOutput(input: OutputInput): Promise<OutputOutcome> {
  const { container } = input.scene.output;
  const { kind, extension } = containerFacts(container);
  if (kind === 'sound') return soundOnly(input, join(input.workDir, `master.${extension}`));
  const file = kind === 'sequence' ? await frameFolder(input) : join(input.workDir, `master.${extension}`);
  const { plan, warnings, encoder, engine } = await renderScene({ ...input, outFile: file });
  const { width, height, fps, range, transparent, output, sound } = plan;
  const frames = range.to - range.from;
  const expected = { width, height, fps, frames, transparent, output, sound: sound !== undefined };
  return { file, expected, warnings, encoder, engine };
}

async function frameFolder({ workDir }: OutputInput): Promise<string> {
  const folder = join(workDir, 'frames');
  await mkdir(folder, { recursive: true });
  return join(folder, FRAME_PATTERN);
}

async function soundOnly(input: OutputInput, outFile: string): Promise<OutputOutcome> {
  const { scene, files, tools, signal } = input;
  const facts = input.facts ?? (await inspectSources(sourceFiles(scene, files), tools, signal));
  const { fps, frames } = resolveTimeline(scene, facts);
  const { warnings } = await renderSound({ ...input, facts, outFile, container: scene.output.container });
  const { output } = scene;
  const expected = { width: 0, height: 0, fps, frames, transparent: false, output, sound: true };
  return {
    file: outFile,
    expected,
    warnings,
    encoder: soundEncoder(output.audioCodec ?? 'aac'),
    engine: 'cpu',
  };
}
