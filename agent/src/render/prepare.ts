import { resolveTimeline, type MediaFacts, type Scene, type TimedLayer } from '@farm/shared/scene';
import type { FrameRange } from '@farm/shared/time';
import type { Warning } from '@farm/shared/wire';
import { compile, type PaintedPlaneFacts, type RenderPlan } from '../compiler/index.js';
import { inspectSources, sourceFiles } from '../media/index.js';
import type { Painter, PainterInput } from './paint/painter.types.js';
import { PictureStore } from './picture-store.js';
import { PaintedPlane } from './planes/painted.plane.js';
import { RenderFailure } from './render-failure.js';
import type { SceneInput } from './render-input.js';

/** Makes the painter of one plane; the fonts of the scene are known to it. */
export type PainterFactory = (input: PainterInput) => Painter;

export type PainterOpener = (scene: Scene, files: Record<string, string>) => Promise<PainterFactory>;

/** A plan whose painted planes know what they will paint. */
export interface PreparedRender {
  plan: RenderPlan;
  facts: Record<string, MediaFacts>;
  /** By index in `plan.planes`; undefined for native planes and for painted ones that stay empty. */
  planes: (PaintedPlane | undefined)[];
  /** As the command needs them. */
  painted: (PaintedPlaneFacts | undefined)[];
  /** Complete once every plane was surveyed. */
  warnings: Warning[];
}

/** First fd that a program can read beyond its three standard ones. */
const FIRST_PIPE = 3;

/** Measures the sources, compiles the scene and surveys what has to be painted. */
export async function prepareRender(
  input: SceneInput,
  openPainters: PainterOpener,
  range?: FrameRange,
): Promise<PreparedRender> {
  const { scene, files, tools, capabilities, engine, signal } = input;
  const facts = input.facts ?? (await inspectSources(sourceFiles(scene, files), tools, signal));
  const timeline = resolveTimeline(scene, facts);
  const last = timeline.frames - 1;
  if (range && (range.from < 0 || range.to > timeline.frames || range.to <= range.from))
    throw new RenderFailure(
      'invalid-scene',
      `There is no frame ${range.from}: the scene has the frames 0 to ${last}.`,
    );
  const plan = compile({
    scene,
    timeline,
    facts,
    capabilities,
    ...(engine ? { engine } : {}),
    ...(range ? { range } : {}),
    silent: input.isPiece ?? false,
  });
  const painters: Painter[] = [];
  const planes = await openPlanes(input, plan, openPainters, painters);
  return {
    plan,
    facts,
    planes,
    painted: paintedFacts(planes),
    warnings: unique([...plan.warnings, ...painters.flatMap((painter) => painter.warnings)]),
  };
}

async function openPlanes(
  input: SceneInput,
  plan: RenderPlan,
  openPainters: PainterOpener,
  painters: Painter[],
): Promise<(PaintedPlane | undefined)[]> {
  const { scene, files, tools, workDir, signal } = input;
  if (!plan.planes.some((plane) => plane.kind === 'painted')) return plan.planes.map(() => undefined);
  const createPainter = await openPainters(scene, files);
  const pictures = new PictureStore();
  const planes: (PaintedPlane | undefined)[] = [];
  for (const plane of plan.planes) {
    if (plane.kind === 'native') {
      planes.push(undefined);
      continue;
    }
    await pictures.loadStills(plane.layers, files, tools, workDir);
    const painter = createPainter(painterInput(plan, plane.layers, plane.background, pictures));
    painters.push(painter);
    const opened = await PaintedPlane.open(
      {
        painter,
        pictures,
        canvas: plan,
        fps: plan.fps,
        range: plan.range,
        opaque: plane.background !== undefined,
        ffmpeg: tools.ffmpeg,
        files,
      },
      signal,
    );
    planes.push(opened.survey.region ? opened : undefined);
  }
  return planes;
}

function painterInput(
  plan: RenderPlan,
  layers: TimedLayer[],
  background: string | undefined,
  resources: PictureStore,
): PainterInput {
  const { width, height, fps } = plan;
  return { width, height, fps, layers, resources, ...(background === undefined ? {} : { background }) };
}

function paintedFacts(planes: (PaintedPlane | undefined)[]): (PaintedPlaneFacts | undefined)[] {
  let fd = FIRST_PIPE;
  return planes.map((plane) => {
    if (!plane?.survey.region) return undefined;
    const facts = { region: plane.survey.region, shown: plane.survey.shown, fd };
    fd += 1;
    return facts;
  });
}

function unique(warnings: Warning[]): Warning[] {
  const seen = new Map(
    warnings.map((warning) => [`${warning.code} ${warning.path ?? ''} ${warning.message}`, warning]),
  );
  return [...seen.values()];
}
