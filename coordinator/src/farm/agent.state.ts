export const AGENT_STATES = ['joining', 'ready', 'draining', 'revoked'] as const;
export type AgentState = (typeof AGENT_STATES)[number];
export const AGENT_EVENTS = ['hello', 'drain-asked', 'drain-off', 'revoked'] as const;
export type AgentEvent = (typeof AGENT_EVENTS)[number];
export interface AgentRefusal {
  refused: true;
  state: AgentState;
  event: AgentEvent;
}

/** `joining`: it has a credential and has not used it; until then a join may be repeated. Presence is not a state. */
const TABLE: Record<AgentState, Partial<Record<AgentEvent, AgentState>>> = {
  joining: { hello: 'ready', 'drain-asked': 'draining', revoked: 'revoked' },
  ready: { hello: 'ready', 'drain-asked': 'draining', 'drain-off': 'ready', revoked: 'revoked' },
  draining: { hello: 'draining', 'drain-asked': 'draining', 'drain-off': 'ready', revoked: 'revoked' },
  revoked: {},
};

export function nextAgentState(state: AgentState, event: AgentEvent): AgentState | AgentRefusal {
  return TABLE[state][event] ?? { refused: true, state, event };
}
