export { AgentGlances, type AgentGlance } from './agent-glances.service.js';
export { AgentsService, type AgentView } from './agents.service.js';
export type { Agent, Drain } from './agent.types.js';
export type { AgentState } from './agent.state.js';
export { WhyService, type Waiting } from './why/why.service.js';
export { OffersService } from './offers.service.js';
export type { Presence } from './presence.policy.js';
export {
  AgentAdministration,
  type AdministeredAgent,
} from './administration/agent-administration.service.js';
export { FarmPauseService } from './administration/farm-pause.service.js';
export type { FarmState } from './administration/farm-state.repository.js';
export type { MaintenanceWindow } from './maintenance/windows.js';
