export { AgentsService, type AgentView } from './agents.service.js';
export type { Agent, Drain } from './agent.types.js';
export type { AgentState } from './agent.state.js';
export { WhyService, type Waiting } from './why/why.service.js';
export { OffersService } from './offers.service.js';
export type { Presence } from './presence.policy.js';
