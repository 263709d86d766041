export { outcomeOf } from './attempt-report.js';
export { DiskGuard } from './disk-guard.js';
export { FolderInUse, FolderUnusable, lockFolder } from './daemon-lock.js';
export { lastLines } from './log-lines.js';
export { coresPerAttempt, planSlots } from './slots.js';
export { Supervisor, type SupervisorOptions } from './supervisor.js';
export { sweep } from './sweep.js';
export { tidyCache } from './tidy-cache.js';
export { VitalsWatch } from './vitals-watch.js';
