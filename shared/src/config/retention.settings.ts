import { byteSize, integer } from './fields.js';
import type { Settings } from './setting.js';

/** How long the coordinator keeps what has ended, and how much room it leaves on its disk. */
export const RETENTION_SETTINGS = {
  keepOutputs: {
    env: 'FRAMEFARM_KEEP_OUTPUTS',
    schema: integer(0, 0, 36_500),
    help: "Days after which the files of completed renders and tools are deleted, their entries not; copies at destinations are the customer's; 0 keeps them for good.",
  },
  keepJobs: {
    env: 'FRAMEFARM_KEEP_JOBS',
    schema: integer(0, 0, 36_500),
    help: 'Days after which ended renders and tools are deleted with their files; 0 keeps them for good.',
  },
  keepInspections: {
    env: 'FRAMEFARM_KEEP_INSPECTIONS',
    schema: integer(1, 0, 36_500),
    help: 'Days that the ended looks of agents at uploaded assets are kept (what they found is kept in the asset); 0 keeps them for good.',
  },
  keepAttempts: {
    env: 'FRAMEFARM_KEEP_ATTEMPTS',
    schema: integer(0, 0, 36_500),
    help: 'Days after the end of a render or tool that its attempts are kept; what it took on which engine goes with them; 0 keeps them with the job.',
  },
  keepLogs: {
    env: 'FRAMEFARM_KEEP_LOGS',
    schema: integer(30, 0, 36_500),
    help: 'Days after the end of a render or tool that the logs of its attempts are kept; 0 keeps them with the attempts.',
  },
  keepDeliveries: {
    env: 'FRAMEFARM_KEEP_DELIVERIES',
    schema: integer(30, 0, 36_500),
    help: 'Days that ended webhook deliveries and the log of their tries are kept; 0 keeps them for good.',
  },
  keepAudit: {
    env: 'FRAMEFARM_KEEP_AUDIT',
    schema: integer(0, 0, 36_500),
    help: 'Days that entries of the audit log are kept; 0 keeps them for good.',
  },
  spaceReserve: {
    env: 'FRAMEFARM_SPACE_RESERVE',
    schema: byteSize('1g'),
    help: 'Free bytes of the disks of the data folder and of FRAMEFARM_FILES below which uploads and renders are refused (k, m, g).',
  },
} as const satisfies Settings;
