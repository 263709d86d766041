import type { LiveEvent } from '@farm/shared/live';
import type { SlotEngine } from '@farm/shared/wire';
import type { AgentGlance } from '../../farm/index.js';
import type { WorkOverview } from '../../jobs/index.js';
import type { Speed } from './speed.policy.js';

/** What all pictures of one moment are cut from. */
export interface World {
  at: Date;
  agents: AgentGlance[];
  /** Leases that they hold. */
  taken: { agentId: string; engine: SlotEngine; count: number }[];
  work: WorkOverview;
  /** By attempt. */
  speeds: ReadonlyMap<string, Speed>;
  events: LiveEvent[];
}
