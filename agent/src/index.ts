import { parseAgentEnv, type AgentConfig } from '@farm/shared/config';
import type { FrameInput, FrameOutcome, PlanOutcome, SceneInput } from './render/index.js';

/** The agent's public face, for the command line. The painter is loaded when a picture is asked for, not before. */
export { attemptEnvironment, searchPath } from './config.js';
export {
  LocalFailure,
  renderLocally,
  withLocalSources,
  type LocalInputs,
  type LocalRender,
  type LocalResult,
} from './local.js';
export { NoFfmpeg, probeMachine, type Candidate, type Machine, type ProbeSettings } from './probe/index.js';
export { RenderFailure } from './render/render-failure.js';
export { parseAgentEnv, type AgentConfig };
export type { FrameInput, FrameOutcome, PlanOutcome, SceneInput };

/** One frame as a PNG: exactly the picture that the video holds there, before compression. */
export async function renderFrame(input: FrameInput): Promise<FrameOutcome> {
  return (await import('./render/index.js')).renderFrame(input);
}

/** The render plan and the exact ffmpeg arguments, without rendering. */
export async function planScene(input: SceneInput & { outFile?: string }): Promise<PlanOutcome> {
  return (await import('./render/index.js')).planScene(input);
}
