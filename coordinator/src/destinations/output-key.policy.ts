/** Long names are cut: keys stay readable and far from the limits of every provider. */
const LONGEST_NAME = 80;

/**
 * `<prefix><name of the file>-<job id>.<extension>`. The job's id keeps two renders of the same name apart, so no
 * render overwrites another; `position` counts from 0 and keeps two copies of one job apart when they go to the
 * same place. Only letters, digits, dots and dashes: the key reads the same in every URL.
 */
export function outputKey(prefix: string, fileName: string, jobId: string, copy: number): string {
  const dot = fileName.lastIndexOf('.');
  const [base, extension] = dot > 0 ? [fileName.slice(0, dot), fileName.slice(dot)] : [fileName, ''];
  const name = slug(base)
    .slice(0, LONGEST_NAME)
    .replace(/[-.]+$/, '');
  const end = extension.replace(/[^A-Za-z0-9.]/g, '');
  return `${prefix}${name === '' ? 'render' : name}-${jobId}${copy > 0 ? `-${copy + 1}` : ''}${end}`;
}

const slug = (text: string): string =>
  text
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .replace(/[^A-Za-z0-9._-]+/g, '-')
    .replace(/-{2,}/g, '-')
    .replace(/^[-.]+/, '');
