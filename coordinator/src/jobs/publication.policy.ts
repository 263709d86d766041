import { estimateCost } from '../pricing/index.js';
import type { FileResult, RenderedWith, Warning, WorkResult } from '@farm/shared/wire';
import type { Job, JobOutputs, OutputFile, OutputRole, WorkOrder } from './job.types.js';

/** Everything of a job that its result decides. Called once the files are known to be stored: only then is it 100. */
export function publication(job: Job, result: FileResult, at: Date, creditRate?: number) {
  const { facts } = result;
  return {
    stage: 'completed',
    progress: 100,
    framesDone: facts.frames,
    framesTotal: facts.frames,
    width: facts.width,
    height: facts.height,
    duration: facts.duration,
    cost: facts.frames === 0 ? 0 : estimateCost(facts, creditRate),
    warnings: merged(job.warnings, result.warnings),
    outputs: outputsOf(result),
    renderedWith: result.renderedWith,
    error: null,
    failureCode: null,
    completedAt: at,
  };
}

/**
 * A joined film with what its pieces said: their warnings, and who drew them in how many seconds. Pieces of an earlier
 * render took none now, and where their warnings stood in that document says nothing about this one.
 */
export function joinedResult(result: WorkResult, orders: readonly WorkOrder[]): WorkResult {
  if (result.kind !== 'stitch') return result;
  const done = orders.filter(({ state }) => state === 'done');
  const warnings = done.flatMap((order) => warningsOf(order));
  const drawn = done
    .filter(({ payload }) => payload.cached !== true)
    .flatMap((order) => (order.result?.kind === 'chunk' ? [order.result.renderedWith] : []));
  const sum = (of: (one: RenderedWith) => number): number => drawn.reduce((all, one) => all + of(one), 0);
  const first = drawn[0] ?? result.renderedWith;
  return {
    ...result,
    warnings: merged(warnings, []),
    renderedWith: {
      ...first,
      renderSeconds: sum((one) => one.renderSeconds),
      totalSeconds: sum((one) => one.totalSeconds) + result.renderedWith.totalSeconds,
    },
  };
}

function warningsOf({ result, payload }: WorkOrder): Warning[] {
  if (!result || !('warnings' in result)) return [];
  return payload.cached === true ? result.warnings.map(({ path: _, ...rest }) => rest) : result.warnings;
}

function outputsOf(result: FileResult): JobOutputs {
  const file = (role: OutputRole): OutputFile | null => {
    const found = result.files.find((candidate) => candidate.role === role);
    if (!found) return null;
    const { key, sizeBytes, sha256, contentType } = found;
    return { key, sizeBytes, sha256, contentType };
  };
  const master = file('master');
  if (!master) throw new Error('A result without a master file cannot be published.');
  return { master, poster: file('poster'), sprite: file('sprite'), facts: result.facts };
}

/** Warnings of the translator and of the agent, each once. */
function merged(before: Warning[], after: Warning[]): Warning[] {
  const all = [...before, ...after];
  const sameAs = (a: Warning) => (b: Warning) =>
    a.code === b.code && a.path === b.path && a.message === b.message;
  return all.filter((warning, index) => all.findIndex(sameAs(warning)) === index);
}
