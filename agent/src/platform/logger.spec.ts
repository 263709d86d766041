import { closeSync, openSync } from 'node:fs';
import { pino } from 'pino';
import { lastingDestination } from './logger.js';

test('a log on a full disk ends nothing, however much is written', () => {
  const full = openSync('/dev/full', 'w');
  const logger = pino(lastingDestination(full));
  expect(() => {
    for (let line = 0; line < 100; line++) logger.error('x'.repeat(64 * 1024));
  }).not.toThrow();
  closeSync(full);
});
