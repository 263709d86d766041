import { z } from 'zod';
import type { Settings } from './setting.js';

/** What every daemon lets its operator say about its log. */
export const LOG_SETTINGS = {
  logLevel: {
    env: 'FRAMEFARM_LOG_LEVEL',
    schema: z
      .enum(
        ['trace', 'debug', 'info', 'warn', 'error', 'silent'],
        'must be trace, debug, info, warn, error or silent',
      )
      .default('info'),
    help: 'How much is logged.',
  },
  logFormat: {
    env: 'FRAMEFARM_LOG_FORMAT',
    schema: z.enum(['auto', 'json', 'pretty'], 'must be auto, json or pretty').default('auto'),
    help: 'auto is pretty on a terminal and JSON otherwise.',
  },
} as const satisfies Settings;
