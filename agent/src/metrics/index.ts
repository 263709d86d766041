export { makeMeters, type AgentFacts, type AgentMeters } from './agent-meters.js';
export { serveMetrics, type MetricsAddress } from './metrics-server.js';
