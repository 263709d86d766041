export { backUp, type BackupDone } from './back-up.js';
export { BackupProblem, type ProblemKind } from './backup-problem.js';
export { restore, type RestoreDone } from './restore.js';
