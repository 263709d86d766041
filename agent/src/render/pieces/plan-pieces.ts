import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { resolveTimeline } from '@farm/shared/scene';
import type { Engine, ResultOf } from '@farm/shared/wire';
import { compile, gopFrames } from '../../compiler/index.js';
import { inspectSources, sourceFiles } from '../../media/index.js';
import { cutPieces } from './cut-pieces.js';
import { pieceKey, soundKey, sourcesOf, type Digests } from './piece-key.js';
import type { SceneInput } from '../render-input.js';

export type PiecesPlan = Omit<ResultOf<'plan'>, 'kind' | 'files'>;

export interface PiecesInput extends SceneInput {
  encoder: Engine;
  pieceFrames: number;
}

/** Measures a scene, cuts it, and says of every piece what it depends on. Nothing is drawn. */
export async function planPieces(input: PiecesInput): Promise<PiecesPlan> {
  const { scene, files, tools, capabilities, encoder, signal } = input;
  const facts = await inspectSources(sourceFiles(scene, files), tools, signal);
  const timeline = resolveTimeline(scene, facts);
  const digests = await digestsOf(files);
  // What a disabled layer names was not fetched, and no piece needs it.
  const needed = (keys: string[]) => keys.filter((key) => key in files);
  const compiled = { scene, timeline, facts, capabilities, engine: encoder };
  const whole = compile(compiled);
  const gop = gopFrames(timeline.fps);
  const pieces = cutPieces(timeline.frames, input.pieceFrames, gop).map((range) => {
    // Compiled as the piece will be: of the whole film only what these frames show is in it.
    const plan = compile({ ...compiled, range });
    const sources = needed(sourcesOf(plan.planes, scene.fonts));
    return { range, key: pieceKey(plan, scene.fonts, digests, encoder), sources };
  });
  const sound = whole.sound
    ? { key: soundKey(whole.sound, whole.output, digests), sources: needed(sourcesOf(whole.sound)) }
    : null;
  return { frames: timeline.frames, pieces, sound, facts, warnings: whole.warnings };
}

async function digestsOf(files: Record<string, string>): Promise<Digests> {
  const digests: Record<string, string> = {};
  for (const [key, file] of Object.entries(files)) {
    const hash = createHash('sha256');
    await pipeline(createReadStream(file), hash);
    digests[key] = hash.digest('hex');
  }
  return digests;
}
