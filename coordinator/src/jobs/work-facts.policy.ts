import type { JobWork } from './job.types.js';
import { sceneFacts, type SceneFacts } from './scene-facts.policy.js';

const NOTHING: SceneFacts = { width: 0, height: 0, fps: 0, duration: null, frames: 0 };

/** What a job's work says of its output before anybody looked at its media; zeros where it has no picture. */
export function workFacts(work: JobWork): SceneFacts {
  if ('scene' in work) return sceneFacts(work.scene);
  return 'facts' in work ? work.facts : NOTHING;
}
