export { MetricsDoor } from './metrics/metrics-door.js';
export { LiveFeed } from './live/live-feed.service.js';
export { LiveGateway } from './live/live.gateway.js';
