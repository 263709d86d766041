export { ERROR_CODES, type FarmErrorCode } from './codes.js';
export { FarmError, type Fault, type FarmErrorFacts } from './farm-error.js';
export type { Issue } from './issue.js';
