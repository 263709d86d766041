import { safeFileName } from '@farm/shared/storage';
import type { FileRole } from '@farm/shared/wire';
import type { Job } from './job.types.js';

const SUFFIX: Record<FileRole, string> = { master: '.mp4', poster: '-poster.jpg', sprite: '-sprite.jpg' };
const FALLBACK = 'render';

/** The name under which a customer saves a file of a job: the name of the job, made safe. */
export function fileNameOf(job: Pick<Job, 'name'>, role: FileRole): string {
  const base = safeFileName(job.name.trim() === '' ? FALLBACK : job.name.replace(/[/\\]/g, '_')).replace(
    /\.mp4$/i,
    '',
  );
  return `${base === '' ? FALLBACK : base}${SUFFIX[role]}`;
}
