import { retentionRule } from '../../platform/retention/retention-rules.js';
import { AttemptLogsRepository } from './attempt-logs.repository.js';

/** Logs of jobs that have ended. The attempts stay, with how each of them ended. */
export const LogsRule = retentionRule(AttemptLogsRepository, {
  name: 'logs',
  keepDays: (config) => config.keepLogs,
  sweep: (rows, before, limit) => rows.removeEnded(before, limit),
});
