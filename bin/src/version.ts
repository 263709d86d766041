import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** compiled: dist/bin/src -> the package */
const PACKAGE = join(import.meta.dirname, '../../../package.json');

export function version(): string {
  return (JSON.parse(readFileSync(PACKAGE, 'utf8')) as { version: string }).version;
}
