import { CliError } from '../cli-error.js';
import type { SceneFile } from '../media/scene-file.js';
import { agentParts, localSettings, probeHere } from './machine.js';
import { toScene } from './scene.js';

type LocalInputs = Parameters<Awaited<ReturnType<typeof agentParts>>['withLocalSources']>[0];
export interface Prepared {
  inputs: LocalInputs;
  /** What the translation of the document wants to say. */
  warnings: string[];
}

/** Everything that rendering on this machine needs, from a scene file and the environment. */
export async function prepare(file: SceneFile, signal: AbortSignal): Promise<Prepared> {
  const { scene, warnings } = toScene(file);
  const settings = localSettings();
  const machine = await probeHere();
  return {
    inputs: {
      scene,
      tools: machine.tools,
      capabilities: machine.capabilities,
      cores: settings.cores > 0 ? settings.cores : machine.inventory.cores,
      allowPrivate: settings.allowPrivate,
      signal,
    },
    warnings: warnings.map((warning) => warning.message),
  };
}

/** A failed render is not a fault of the command line: its sentence is for the person, its code for the script. */
export async function asRender<T>(work: () => Promise<T>): Promise<T> {
  const { LocalFailure } = await agentParts();
  try {
    return await work();
  } catch (error) {
    if (error instanceof LocalFailure) throw new CliError(error.message);
    throw error;
  }
}
