export type { AttemptLog } from './attempt-log.js';
export { AttemptLogs } from './attempt-logs.js';
export { LogCourier } from './log-courier.js';
