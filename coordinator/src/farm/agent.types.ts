import type {
  AgentPayload,
  AttemptRef,
  Capabilities,
  CoordinatorAck,
  Inventory,
  Slots,
  Vitals,
  WorkOrder,
} from '@farm/shared/wire';
import type { AgentState } from './agent.state.js';
import type { MaintenanceWindow } from './maintenance/windows.js';

export type Drain = 'finish' | 'now';

/** A machine of the farm; without its credential. */
export interface Agent {
  id: string;
  name: string;
  state: AgentState;
  bootId: string | null;
  wireVersion: string | null;
  agentVersion: string | null;
  inventory: Inventory | null;
  capabilities: Capabilities | null;
  slots: Slots;
  windows: MaintenanceWindow[];
  drain: Drain | null;
  /** It is to measure its encoders anew, and was not told yet. */
  probeWanted: boolean;
  /** As last measured by the agent. */
  vitals: Vitals | null;
  load: number | null;
  diskFreeBytes: number | null;
  accepting: boolean;
  notAcceptingReason: string | null;
  createdAt: Date;
  helloAt: Date | null;
  seenAt: Date | null;
  /** The coordinator that it is connected to; of no meaning when that one is gone. */
  servedBy: string | null;
}

export type Hello = AgentPayload<'hello'>;
export type Beat = AgentPayload<'beat'>;
export type StopReason = 'cancelled' | 'lease-lost';

/** The line to one connected agent. The gateway makes it from a socket; nothing here throws. */
export interface AgentLink {
  /** The agent's answer, or undefined: none came in time. */
  offer(order: WorkOrder): Promise<CoordinatorAck<'work.offer'> | undefined>;
  stop(ref: AttemptRef, reason: StopReason): void;
  drain(mode: Drain | 'off'): void;
  /** Measure anew what your encoders can do. */
  probe(): void;
  /** We go away on purpose. */
  bye(): void;
  close(): void;
}
