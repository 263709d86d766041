import { safeFileName } from '@farm/shared/storage';
import { CONTAINERS } from '@farm/shared/scene';
import { OUTPUT_FORMATS } from '@farm/shared/tools';
import type { Job, OutputRole } from './job.types.js';

const SUFFIX: Record<Exclude<OutputRole, 'master'>, string> = {
  poster: '-poster.jpg',
  sprite: '-sprite.jpg',
};
const FALLBACK = 'render';
const MASTER = 'mp4';

/** The name under which a customer saves a file of a job: the name of the job, made safe. */
export function fileNameOf(job: Pick<Job, 'name'>, role: OutputRole, masterType?: string): string {
  const extension = extensionOf(masterType);
  const name = safeFileName(job.name.trim() === '' ? FALLBACK : job.name.replace(/[/\\]/g, '_'));
  const own = `.${extension}`;
  const base = name.toLowerCase().endsWith(own) ? name.slice(0, -own.length) : name;
  return `${base === '' ? FALLBACK : base}${role === 'master' ? own : SUFFIX[role]}`;
}

/** Files of tools are named by their format, those of renders by their container. */
function extensionOf(contentType: string | undefined): string {
  const found = Object.entries(OUTPUT_FORMATS).find(([, facts]) => facts.contentType === contentType);
  const container = Object.values(CONTAINERS).find((facts) => facts.contentType === contentType);
  return found?.[0] ?? container?.extension ?? MASTER;
}
