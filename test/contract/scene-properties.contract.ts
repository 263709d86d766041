import fc from 'fast-check';
import { frameProgram } from '../../agent/src/compiler/frames/frame-program.js';
import { compile, encodeCommand, gopFrames, type RenderPlan } from '../../agent/src/compiler/index.js';
import { cutPieces } from '../../agent/src/render/pieces/cut-pieces.js';
import { videoJsonToScene } from '../../coordinator/src/api/ilve/video-json/index.js';
import {
  LIMITS,
  resolveTimeline,
  sceneSchema,
  type Layer,
  type MediaFacts,
  type Scene,
  type TimedLayer,
  type Timeline,
} from '../../shared/src/scene/index.js';
import type { Capabilities } from '../../shared/src/wire/index.js';
import { factsFor, mediaFacts } from '../factories/media-facts.factory.js';
import { mutated } from '../factories/mutated.arbitrary.js';
import { videoJson } from '../factories/video-json.arbitrary.js';

/** The same documents in every run; another seed by hand finds others. */
const seed = Number(process.env.FRAMEFARM_TEST_SEED ?? 7);
const RUNS = Number(process.env.FRAMEFARM_TEST_RUNS ?? 200);

const CAPABILITIES: Capabilities = {
  ffmpeg: { path: 'ffmpeg', version: '8.0', origin: 'bundled' },
  ffprobe: { path: 'ffprobe', version: '8.0' },
  encoders: ['libx264', 'libx265', 'libvpx-vp9', 'prores_ks'].map((name, i) => ({
    name,
    codec: (['h264', 'hevc', 'vp9', 'prores'] as const)[i] ?? 'h264',
    engine: 'cpu',
    available: true,
  })),
  filters: [],
  decoders: [],
  maxWidth: 8192,
  maxHeight: 8192,
};

type Made = Record<string, MediaFacts> & { film: MediaFacts };

function accepted(document: unknown): Scene {
  const translated = videoJsonToScene(document);
  if (!translated.ok) throw new Error(translated.issues.map(({ message }) => message).join('\n'));
  return translated.scene;
}

interface Compiled {
  scene: Scene;
  facts: Record<string, MediaFacts>;
  timeline: Timeline;
  plan: RenderPlan;
}

/** Everything between an accepted document and ffmpeg: times, plan, the picture of single frames, the command. */
function goThrough(scene: Scene, made: Made): Compiled {
  const facts = factsFor(scene, made);
  const timeline = resolveTimeline(scene, facts);
  const plan = compile({ scene, timeline, facts, capabilities: CAPABILITIES });
  const canvas = { width: plan.width, height: plan.height, fps: plan.fps };
  const painted = plan.planes.map((plane, index) => {
    if (plane.kind === 'native') return undefined;
    const program = frameProgram(plane.layers, canvas);
    const { from, to } = plane.frames;
    for (const frame of [from, Math.floor((from + to) / 2), to - 1])
      mustBeFinite(program(frame), `frame ${frame}`);
    return {
      region: { x: 0, y: 0, width: plan.width, height: plan.height },
      shown: plane.frames,
      fd: 3 + index,
    };
  });
  mustBeFinite({ ...plan, layers: [] }, 'plan');
  const [encoder] = plan.encoders;
  if (encoder && plan.output.videoCodec !== null) {
    const files = Object.fromEntries(Object.keys(scene.sources).map((key) => [key, `/media/${key}`]));
    const { args } = encodeCommand(plan, {
      bindings: { files, painted },
      encoder,
      cores: 2,
      outFile: '/out',
    });
    expect(args.join(' ')).not.toMatch(/NaN|Infinity|undefined|\[object/);
  }
  return { scene, facts, timeline, plan };
}

/** No number anywhere is NaN or endless: ffmpeg and Skia do not say what they make of those. */
function mustBeFinite(value: unknown, path: string): void {
  if (typeof value === 'number' && !Number.isFinite(value)) throw new Error(`${path} is ${value}`);
  if (typeof value !== 'object' || value === null) return;
  for (const [name, one] of Object.entries(value)) mustBeFinite(one, `${path}.${name}`);
}

const through = (document: unknown, made: Made): Compiled => goThrough(accepted(document), made);
const check = (property: fc.IRawProperty<unknown>, numRuns = RUNS): void => {
  fc.assert(property as fc.IProperty<unknown>, { seed, numRuns });
};

test('a valid document is accepted and has round(duration · fps) frames, with nothing outside of them', () => {
  check(
    fc.property(videoJson, mediaFacts, (document, made) => {
      const { scene, facts, timeline, plan } = through(document, made);
      expect(sceneSchema.parse(scene)).toEqual(scene);
      const seconds = scene.duration ?? lastEnd(scene, facts);
      const frames = Math.max(1, Math.round((seconds * scene.fps.num) / scene.fps.den + 1e-9));
      expect([timeline.frames, plan.frames, plan.range]).toEqual([frames, frames, { from: 0, to: frames }]);
      for (const timed of timeline.layers) mustFit(timed, frames);
      for (const plane of plan.planes) {
        expect(plane.frames.from).toBeGreaterThanOrEqual(0);
        expect(plane.frames.to).toBeLessThanOrEqual(frames);
      }
      if (plan.sound)
        expect(plan.sound.samples).toBe(Math.round((frames * scene.fps.den * 48_000) / scene.fps.num));
    }),
  );
});

test('pieces show every frame once, and what the whole shows there', () => {
  check(
    fc.property(videoJson, mediaFacts, fc.integer({ min: 1, max: 400 }), (document, made, length) => {
      const { scene, facts, timeline, plan } = through(document, made);
      const pieces = cutPieces(plan.frames, length, gopFrames(plan.fps)).slice(0, 40);
      expect(pieces[0]?.from).toBe(0);
      for (const [index, range] of pieces.entries()) {
        expect(range.to).toBeGreaterThan(range.from);
        expect(range.from).toBe(pieces[index - 1]?.to ?? 0);
        const piece = compile({ scene, timeline, facts, capabilities: CAPABILITIES, range, silent: true });
        expect([piece.range, piece.frames, piece.sound]).toEqual([range, plan.frames, undefined]);
        const middle = Math.floor((range.from + range.to) / 2);
        for (const frame of [range.from, middle, range.to - 1])
          expect(seenAt(piece, frame)).toEqual(seenAt(plan, frame));
      }
    }),
    Math.ceil(RUNS / 2),
  );
});

test('a document with something wrong in it is refused, or becomes a scene that compiles', () => {
  let through = 0;
  check(
    fc.property(mutated(videoJson), mediaFacts, (document, made) => {
      const translated = videoJsonToScene(document);
      if (!translated.ok) return expect(translated.issues.length).toBeGreaterThan(0);
      through += 1;
      expect(sceneSchema.parse(translated.scene)).toEqual(translated.scene);
      return void goThrough(translated.scene, made);
    }),
    RUNS * 2,
  );
  // Both ways were walked.
  expect([through > RUNS / 10, through < RUNS * 2]).toEqual([true, true]);
});

test.each<[string, object[]]>([
  [
    'as many keyframes of one sound, all curved',
    [
      {
        type: 'audio',
        src: 'https://media.example/song.mp3',
        sourceDuration: 20,
        keyframes: {
          volume: Array.from({ length: LIMITS.keyframes }, (_, i) => ({
            time: i / 1000,
            value: (i % 7) / 5,
            easing: 'easeIn',
          })),
        },
      },
    ],
  ],
  ['as many layers', [{ type: 'group', children: Array.from({ length: 990 }, () => ({ type: 'text' })) }]],
  [
    'as many captions',
    [
      {
        type: 'captions',
        captions: Array.from({ length: 5000 }, (_, i) => ({
          caption: 'a b c',
          startTime: i,
          endTime: i + 1,
        })),
      },
    ],
  ],
  ['groups as deep as they may be', [nested(LIMITS.groupDepth)]],
])('documents at the limits compile: %s', (_, layers) => {
  const document = {
    name: 'x',
    layers: [{ type: 'composition', sourceDuration: LIMITS.maxDuration }, ...layers],
  };
  const [made] = fc.sample(mediaFacts, { seed, numRuns: 1 });
  expect(through(document, made as Made).plan.frames).toBe(LIMITS.maxDuration * 30);
});

function nested(depth: number): object {
  return depth === 0 ? { type: 'text' } : { type: 'group', speed: -2, children: [nested(depth - 1)] };
}

/** When the last layer that has a length ends, seconds; said anew here, by videojson.md 1.4. */
function lastEnd(scene: Scene, facts: Record<string, MediaFacts>): number {
  const shown = scene.layers.filter(
    ({ enabled, track }) => enabled && (track === undefined || scene.tracks[track]?.enabled !== false),
  );
  return endOf(shown, facts) || 5;
}

function endOf(layers: readonly Layer[], facts: Record<string, MediaFacts>): number {
  return Math.max(
    0,
    ...layers
      .filter(({ enabled, speed }) => enabled && speed !== 0)
      .map((layer) => {
        const length = lengthOf(layer, facts);
        return length === undefined ? 0 : layer.start + length / Math.abs(layer.speed);
      }),
  );
}

function lengthOf(layer: Layer, facts: Record<string, MediaFacts>): number | undefined {
  if (layer.sourceDuration !== null) return layer.sourceDuration;
  if (layer.kind === 'group') {
    const end = endOf(layer.children, facts);
    return end === 0 ? undefined : Math.max(0, end - layer.sourceStart);
  }
  if (layer.kind !== 'video' && layer.kind !== 'audio') return undefined;
  const duration = facts[layer.source]?.duration;
  return typeof duration === 'number'
    ? Math.max(0, duration - layer.sourceStart - layer.sourceEnd)
    : undefined;
}

function mustFit(timed: TimedLayer, frames: number): void {
  expect(timed.startFrame).toBeGreaterThanOrEqual(0);
  expect(timed.endFrame).toBeGreaterThanOrEqual(timed.startFrame);
  expect(timed.endFrame).toBeLessThanOrEqual(frames);
  const end = timed.layer.sourceStart + timed.sourceDuration;
  for (const child of timed.children) expect(child.start + child.length).toBeLessThanOrEqual(end + 1e-6);
}

/** Which layers a plan may draw at a frame, bottom to top, and of videos from which second. */
function seenAt(plan: RenderPlan, frame: number): string[] {
  return plan.planes.flatMap((plane) => {
    if (plane.kind === 'native')
      return frame >= plane.frames.from && frame < plane.frames.to ? [plane.path] : [];
    return plane.layers.flatMap((timed) => pathsAt(timed, frame));
  });
}

function pathsAt(timed: TimedLayer, frame: number): string[] {
  if (frame < timed.startFrame || frame >= timed.endFrame) return [];
  // The composition's own looks make one group of all layers, of which a piece holds those that it can show.
  if (timed.layer.path === 'composition') return timed.children.flatMap((child) => pathsAt(child, frame));
  return [timed.layer.path];
}
