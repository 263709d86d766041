import type { Progress, WorkOrder, WorkResult } from '@farm/shared/wire';
import { RenderFailure } from '../render/render-failure.js';
import type { GrantDesk } from './grant-desk.js';
import { InputFetcher } from './input-fetcher.js';
import type { ToChild } from './ipc.js';
import { runSteps } from './run-steps.js';
import { STEPS } from './steps/index.js';
import type { AttemptContext } from './steps/step.js';

/** Runs all steps of a work order and says what the wire wants to know. */
export async function runOrder(
  { order, folder, settings }: Extract<ToChild, { type: 'start' }>,
  desk: GrantDesk,
  onProgress: (progress: Progress) => void,
): Promise<WorkResult> {
  const began = performance.now();
  const fetcher = new InputFetcher({
    coordinator: settings.coordinator,
    cacheDir: settings.cacheDir,
    cacheLimit: settings.cacheLimit,
    allowPrivate: settings.allowPrivate,
    sourceBytes: order.limits.sourceBytes,
    grants: (keys) => desk.input(keys),
  });
  const done = await runSteps(
    STEPS[order.kind],
    {
      scene: order.scene,
      engine: order.engine,
      folder,
      tools: settings.tools,
      capabilities: settings.capabilities,
      cores: settings.cores,
      stallSeconds: settings.stallSeconds,
      coordinator: settings.coordinator,
      inputs: new Map(order.inputs.flatMap(({ key, grant }) => (grant ? [[key, grant] as const] : []))),
      fetcher,
      // The parent ends an attempt by killing the group; nothing here has to be told to stop.
      signal: new AbortController().signal,
      uploadGrants: (files) => desk.upload(files),
      files: {},
      warnings: [],
      stored: [],
    },
    onProgress,
  );
  return toResult(order, done, (performance.now() - began) / 1000);
}

function toResult(order: WorkOrder, done: AttemptContext, totalSeconds: number): WorkResult {
  if (!done.facts || !done.encoder)
    throw new RenderFailure('internal', 'The render ended without a verified file; please report this.');
  return {
    kind: order.kind,
    files: done.stored,
    facts: done.facts,
    warnings: done.warnings,
    renderedWith: {
      engine: done.encoder.engine,
      encoder: done.encoder.name,
      ffmpeg: done.capabilities.ffmpeg.version,
      renderSeconds: done.encoder.seconds,
      totalSeconds,
    },
  };
}
