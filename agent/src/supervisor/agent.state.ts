/** The daemon's life. Only `ready` takes work. */
export type AgentState = 'starting' | 'ready' | 'draining' | 'stopping';
export type AgentEvent = 'welcomed' | 'drain-asked' | 'drain-ended' | 'stop-asked';

const TABLE: Record<AgentState, Partial<Record<AgentEvent, AgentState>>> = {
  starting: { welcomed: 'ready', 'drain-asked': 'draining', 'stop-asked': 'stopping' },
  ready: { welcomed: 'ready', 'drain-asked': 'draining', 'stop-asked': 'stopping' },
  draining: {
    welcomed: 'draining',
    'drain-asked': 'draining',
    'drain-ended': 'ready',
    'stop-asked': 'stopping',
  },
  stopping: { 'stop-asked': 'stopping' },
};

export interface Refusal {
  refused: true;
  state: AgentState;
  event: AgentEvent;
}

/** The state after an event, or a refusal: nothing leads out of `stopping`. */
export function next(state: AgentState, event: AgentEvent): AgentState | Refusal {
  return TABLE[state][event] ?? { refused: true, state, event };
}
