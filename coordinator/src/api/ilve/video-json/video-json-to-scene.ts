import type { Issue } from '@farm/shared/errors';
import { LIMITS, validateScene, type Layer, type Scene } from '@farm/shared/scene';
import type { Warning } from '@farm/shared/wire';
import { exactRate, layerPlace, Project, readFrame, type ProjectSettings } from './composition.js';
import { readDestinations, type Destination } from './destinations.js';
import { fontsOf, type FontResolver } from './fonts.js';
import { asObject, isObject, own, quote, type JsonObject } from './json.js';
import { LayerReader } from './layer-reader.js';
import { layerToScene } from './layers/layer-to-scene.js';
import { checkOutput } from './output-of-scene.js';
import { Problems } from './problems.js';
import { SourceTable, type SourceOptions } from './sources.js';
import { readTracks } from './tracks.js';
import type { Translation } from './translation.js';
import { findUnstorable } from './unstorable.js';
import { warnOfTimes } from './time-warnings.js';

export interface TranslateOptions extends SourceOptions {
  /** The workspace's own font file for a family, when it has one. */
  resolveFont?: FontResolver;
}

export type Translated =
  | { ok: true; scene: Scene; warnings: Warning[]; destinations: Destination[] }
  | { ok: false; issues: Issue[]; warnings: Warning[] };

/**
 * A VideoJSON document of any of the five shapes (videojson.md 1.1) as a Scene, or every problem it has. Never throws
 * and never waits, whatever it is given.
 */
export function videoJsonToScene(document: unknown, options: TranslateOptions = {}): Translated {
  const problems = new Problems();
  const unwrapped = unwrap(document);
  if (!unwrapped) {
    const sentence = `videoJSON must be an object (got ${quote(document)}).`;
    problems.reject({ path: '', who: '' }, 'INVALID_DOCUMENT', sentence);
    return refused(problems);
  }
  if (!isStorable(unwrapped, problems)) return refused(problems);
  const list = readList(unwrapped, problems);
  const { reader, index } = readComposition(list, problems);
  const project = new Project(unwrapped, reader, problems).read();
  const translation: Translation = {
    problems,
    sources: new SourceTable(problems, options),
    fps: project.fps,
    width: project.width,
    height: project.height,
    count: { layers: 0, keyframes: 0 },
  };
  const frame = readFrame(reader, translation);
  const layers = readLayers(list, index, translation);
  const destinations = readDestinations(own(unwrapped, 'destinations'), problems);
  const tracks = readTracks(own(unwrapped, 'tracks'), problems);
  const scene = assemble(project, { layers, frame, tracks }, translation, options.resolveFont);
  return finish(scene, project, destinations, problems);
}

/** `{videoJSON: document}` is what the REST body looks like; people save that to a file as well. */
function unwrap(document: unknown): JsonObject | undefined {
  if (!isObject(document)) return undefined;
  const inner = own(document, 'videoJSON');
  if (inner === undefined || own(document, 'layers') !== undefined) return document;
  return asObject(inner);
}

/** Text and nesting that could be neither stored nor walked are refused before anything else looks at them. */
function isStorable(document: JsonObject, problems: Problems): boolean {
  const found = findUnstorable(document);
  if (!found) return true;
  const place = { path: found.path, who: '' };
  if (found.reason === 'depth')
    problems.reject(place, 'NESTING_TOO_DEEP', 'the document is nested deeper than 100 levels here.');
  else
    problems.reject(
      place,
      'INVALID_DOCUMENT',
      'holds a NUL character or half of a surrogate pair, which is not text; remove it.',
    );
  return false;
}

function readList(document: JsonObject, problems: Problems): readonly unknown[] {
  const layers = own(document, 'layers');
  const place = { path: 'layers', who: '' };
  if (!Array.isArray(layers) || layers.length === 0) {
    problems.reject(place, 'LAYERS_REQUIRED', 'layers must be a non-empty array.');
    return [];
  }
  if (layers.length > LIMITS.layers)
    problems.reject(
      place,
      'TOO_MANY_LAYERS',
      `layers may contain at most ${LIMITS.layers} items (got ${layers.length}).`,
    );
  return layers.slice(0, LIMITS.layers);
}

/** The composition layer: the one at the front, else the first one found. */
function readComposition(
  list: readonly unknown[],
  problems: Problems,
): { reader?: LayerReader; index: ReadonlySet<number> } {
  const found = list.flatMap((raw, i) =>
    isObject(raw) && own(raw, 'type') === 'composition' ? [{ raw, i }] : [],
  );
  const [first, ...others] = found;
  if (!first) return { index: new Set() };
  const reader = new LayerReader(first.raw, layerPlace(first.i), problems);
  if (first.i > 0)
    problems.warn(
      layerPlace(first.i),
      'composition-moved',
      'the composition belongs first; it is read as if it were.',
    );
  for (const { i } of others)
    problems.reject(
      layerPlace(i),
      'COMPOSITION_DUPLICATE',
      `only one composition layer is allowed (found another at layers[${i}]).`,
    );
  return { reader, index: new Set(found.map(({ i }) => i)) };
}

function readLayers(
  list: readonly unknown[],
  compositions: ReadonlySet<number>,
  translation: Translation,
): Layer[] {
  return list.flatMap((raw, i) =>
    compositions.has(i) ? [] : (layerToScene(raw, { path: `layers[${i}]`, indexes: [i] }, translation) ?? []),
  );
}

function assemble(
  project: ProjectSettings,
  parts: Pick<Scene, 'layers' | 'frame' | 'tracks'>,
  { sources }: Translation,
  resolveFont?: FontResolver,
): Scene {
  const fonts = resolveFont ? fontsOf(parts.layers, resolveFont, sources) : {};
  const { name, width, height, fps, duration, backgroundColor, output } = project;
  return {
    version: 1,
    name,
    width,
    height,
    fps: exactRate(output.fps ?? fps),
    duration,
    backgroundColor,
    ...parts,
    sources: sources.sources,
    fonts,
    output: output.spec,
  };
}

function finish(
  scene: Scene,
  { output }: ProjectSettings,
  destinations: Destination[],
  problems: Problems,
): Translated {
  if (problems.issues.length === 0) checkOutput(scene, output.place, problems);
  if (problems.issues.length === 0) problems.issues.push(...validateScene(scene));
  if (problems.issues.length > 0) return refused(problems);
  warnOfTimes(scene, problems);
  return { ok: true, scene, warnings: problems.warnings, destinations };
}

const refused = ({ issues, warnings }: Problems): Translated => ({ ok: false, issues, warnings });
