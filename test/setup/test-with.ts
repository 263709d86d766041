import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';

const isInstalled = (program: string): boolean =>
  (process.env['PATH'] ?? '').split(delimiter).some((folder) => existsSync(join(folder, program)));

/** `test`, where these programs are; a bare machine skips what needs them, CI must have them. */
export const testWith = (...programs: string[]): jest.It =>
  process.env['CI'] || programs.every(isInstalled) ? test : test.skip;
