import { safeFileName } from '@farm/shared/storage';
import type { Job, OutputRole } from './job.types.js';

const SUFFIX: Record<OutputRole, string> = { master: '.mp4', poster: '-poster.jpg', sprite: '-sprite.jpg' };
const FALLBACK = 'render';

/** The name under which a customer saves a file of a job: the name of the job, made safe. */
export function fileNameOf(job: Pick<Job, 'name'>, role: OutputRole): string {
  const base = safeFileName(job.name.trim() === '' ? FALLBACK : job.name.replace(/[/\\]/g, '_')).replace(
    /\.mp4$/i,
    '',
  );
  return `${base === '' ? FALLBACK : base}${SUFFIX[role]}`;
}
