import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import type { Scene } from '@farm/shared/scene';
import type { FrameRange } from '@farm/shared/time';
import {
  joinPieces,
  parameterSets,
  planPieces,
  renderScene,
  renderSound,
  USUAL_MASTER,
  verifyMaster,
  verifySeams,
} from '../../agent/src/render/index.js';
import { testTools } from '../setup/samples.js';
import { counterOf, lumaFrames, samplesOf } from './pictures.js';
import { inputOf, layer, scene } from './scenes.js';

const tools = testTools();
jest.setTimeout(60_000);

async function whole(made: Scene): Promise<string> {
  const input = inputOf(made);
  const outFile = join(input.workDir, 'whole.mp4');
  await renderScene({ ...input, outFile, stallSeconds: 60 });
  return outFile;
}

/** The film by the same calls as the agents of a farm: plan, pieces, sound, join. */
async function divided(made: Scene, ranges?: FrameRange[], pieceFrames = 30) {
  const input = inputOf(made);
  const plan = await planPieces({ ...input, encoder: 'cpu', pieceFrames });
  const cuts = ranges ?? plan.pieces.map(({ range }) => range);
  const pieces: { file: string; range: FrameRange }[] = [];
  const sets = new Set<string>();
  for (const [index, range] of cuts.entries()) {
    const file = join(input.workDir, `piece-${index}.mp4`);
    const more = { range, facts: plan.facts, isPiece: true, engine: 'cpu' as const };
    await renderScene({ ...input, ...more, outFile: file, stallSeconds: 60 });
    sets.add(await parameterSets(file, tools));
    pieces.push({ file, range });
  }
  const sound = join(input.workDir, 'sound.m4a');
  if (plan.sound) await renderSound({ ...input, facts: plan.facts, outFile: sound, stallSeconds: 60 });
  const outFile = join(input.workDir, 'joined.mp4');
  const { fps } = made;
  const { workDir } = input;
  const heard = plan.sound ? { sound } : {};
  await joinPieces({ pieces, ...heard, fps, outFile, workDir, tools, stallSeconds: 60 });
  await verifySeams(outFile, cuts, fps, tools);
  const { width, height } = made;
  const expected = {
    ...USUAL_MASTER,
    ...{ width, height, fps, frames: plan.frames, sound: plan.sound !== null },
  };
  return { file: outFile, sets, facts: await verifyMaster(outFile, expected, tools), plan, cuts };
}

/** dB of luma for each frame; equal frames are 99. */
function psnr(one: string, other: string, { width, height }: Scene): number[] {
  const theirs = lumaFrames(other, width, height);
  return lumaFrames(one, width, height).map((luma, index) => {
    const reference = theirs[index] ?? Buffer.alloc(luma.length);
    let sum = 0;
    for (let at = 0; at < luma.length; at += 1) sum += ((luma[at] ?? 0) - (reference[at] ?? 0)) ** 2;
    return sum === 0 ? 99 : Math.min(99, 10 * Math.log10((255 * 255 * luma.length) / sum));
  });
}

/** Distinct cut points, from a small generator of our own: the same on every machine. */
function randomRanges(frames: number, cuts: number, seed: number): FrameRange[] {
  const points = new Set<number>([0, frames]);
  for (let state = seed; points.size < cuts + 2;) {
    state = (state * 1_103_515_245 + 12_345) % 2 ** 31;
    points.add(1 + (state % (frames - 1)));
  }
  const sorted = [...points].sort((a, b) => a - b);
  return sorted.slice(1).map((to, index) => ({ from: sorted[index] ?? 0, to }));
}

const fade = { name: 'fade', duration: 0.5, params: {} };
const title = (text: string, start: number) =>
  layer('text', {
    start,
    sourceDuration: 1.5,
    properties: { text, fontSize: 40, color: '#ffcc00', position: [0.5, 0.7] },
    transitionIn: fade,
    transitionOut: fade,
  });
const film = (more: Partial<Scene> & { rate?: number } = {}): Scene =>
  scene(
    [
      layer('video', { source: 'counter.mp4', properties: { volume: 1 } }),
      title('First', 0.4),
      title('Second', 2.2),
      layer('audio', { source: 'tone.wav' }),
    ],
    { duration: 4, ...more },
  );

test('twenty random cuts: every frame is there once and in order', async () => {
  const made = film();
  const { file, sets, cuts } = await divided(made, randomRanges(120, 20, 7));
  expect(cuts).toHaveLength(21);
  expect(lumaFrames(file, 640, 360).map((luma) => counterOf(luma, 640))).toEqual(
    Array.from({ length: 120 }, (_, index) => index),
  );
  expect(sets.size).toBe(1);
});

test.each([24, 29.97, 30])('in pieces at %d fps the film is the film in one piece', async (rate) => {
  const made = film({ rate });
  const [one, joined] = [await whole(made), await divided(made)];
  expect(joined.cuts.length).toBeGreaterThanOrEqual(2);
  const decibels = psnr(joined.file, one, made);
  expect(decibels).toHaveLength(joined.plan.frames);
  const mean = decibels.reduce((sum, value) => sum + value, 0) / decibels.length;
  expect(mean).toBeGreaterThanOrEqual(50);
  // The two frames on either side of a seam are no worse than the film's worst elsewhere.
  const seams = joined.cuts.slice(1).flatMap(({ from }) => [from - 2, from - 1, from, from + 1]);
  const elsewhere = decibels.filter((_, index) => !seams.includes(index));
  expect(Math.min(...seams.map((index) => decibels[index] ?? 0))).toBeGreaterThanOrEqual(
    Math.min(...elsewhere) - 0.5,
  );
  // The sound is the same to the sample.
  expect(Buffer.from(samplesOf(joined.file).buffer).equals(Buffer.from(samplesOf(one).buffer))).toBe(true);
});

test('a silent film has no sound when it is joined', async () => {
  const made = scene([layer('shape', { properties: { width: 50, height: 50, fill: '#ff0000' } })], {
    duration: 4,
  });
  const { facts } = await divided(made);
  expect(facts).toMatchObject({ frames: 120, audioCodec: null });
});

test('what only a disabled layer of a group names is needed by no piece', async () => {
  const off = layer('image', { source: 'never-fetched.png', enabled: false });
  const box = layer('shape', { properties: { width: 50, height: 50, fill: '#ff0000' } });
  const made = scene([layer('group', { children: [box, off] })], { duration: 2 });
  const plan = await planPieces({ ...inputOf(made), files: {}, encoder: 'cpu', pieceFrames: 60 });
  expect(plan.pieces.map(({ sources }) => sources)).toEqual([[]]);
});

describe('keys of pieces', () => {
  const keysOf = async (made: Scene) => {
    const { pieces, sound } = await planPieces({ ...inputOf(made), encoder: 'cpu', pieceFrames: 60 });
    return [...pieces.map(({ key }) => key), sound?.key];
  };

  test('only what a change can be seen or heard in gets another key', async () => {
    const before = await keysOf(film());
    expect(await keysOf(film())).toEqual(before);
    const changed = film();
    Object.assign(changed.layers[2]?.properties ?? {}, { text: 'Other' });
    const after = await keysOf(changed);
    expect(after.map((key, index) => key === before[index])).toEqual([true, false, true]);
    const quieter = film();
    Object.assign(quieter.layers[3]?.properties ?? {}, { volume: 0.5 });
    expect((await keysOf(quieter)).map((key, index) => key === before[index])).toEqual([true, true, false]);
  });

  test('a source with other contents under the same name gives other keys; the same under another name does not', async () => {
    const made = film();
    const input = inputOf(made);
    const plan = (files: Record<string, string>) =>
      planPieces({ ...input, files, encoder: 'cpu', pieceFrames: 60 });
    const [first] = (await plan(input.files)).pieces;
    const other = join(input.workDir, 'other.mp4');
    execFileSync(tools.ffmpeg, [
      '-v',
      'error',
      '-i',
      input.files['counter.mp4'] ?? '',
      '-c',
      'copy',
      '-t',
      '3.9',
      other,
    ]);
    const [second] = (await plan({ ...input.files, 'counter.mp4': other })).pieces;
    expect(second?.key).not.toBe(first?.key);
    const copy = structuredClone(made);
    copy.sources = { renamed: { type: 'file', path: 'x' }, 'tone.wav': { type: 'file', path: 'y' } };
    Object.assign(copy.layers[0] ?? {}, { source: 'renamed' });
    const files = { renamed: input.files['counter.mp4'] ?? '', 'tone.wav': input.files['tone.wav'] ?? '' };
    const [third] = (await planPieces({ ...inputOf(copy), files, encoder: 'cpu', pieceFrames: 60 })).pieces;
    expect(third?.key).toBe(first?.key);
  });
});

test('seams that are none are found', async () => {
  const { file, cuts } = await divided(film());
  const moved = cuts.map((range, index) => (index === 0 ? { from: 0, to: 59 } : { from: 59, to: 120 }));
  await expect(verifySeams(file, moved, { num: 30, den: 1 }, tools)).rejects.toThrow(/key frame/);
  const longer = [{ from: 0, to: 121 }];
  await expect(verifySeams(file, longer, { num: 30, den: 1 }, tools)).rejects.toThrow(/frame 120 is missing/);
});
