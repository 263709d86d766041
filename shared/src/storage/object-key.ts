const LONGEST_NAME = 120;
const EXTENSION = /\.[\p{L}\p{N}]{1,10}$/u;

/** A name that is safe in a path, a URL and a Content-Disposition; never empty, never dots only. */
export function safeFileName(name: string): string {
  const last = name.split(/[/\\]/).pop() ?? '';
  const safe = last
    .normalize('NFC')
    .replace(/[^\p{L}\p{N}._ -]/gu, '_')
    .replace(/^\.+/, '')
    .trim();
  return safe === '' ? 'file' : shortened(safe);
}

/** Whole letters only (half of a surrogate pair cannot stand in a URL), and the extension stays. */
function shortened(name: string): string {
  const letters = [...name];
  if (letters.length <= LONGEST_NAME) return name;
  const extension = EXTENSION.exec(name)?.[0] ?? '';
  return `${letters.slice(0, LONGEST_NAME - [...extension].length).join('')}${extension}`;
}

/** True for relative keys without empty, `.` or `..` parts: the only ones a storage driver accepts. */
export function isSafeKey(key: string): boolean {
  return (
    key.length > 0 &&
    key.length <= 1024 &&
    !key.includes('\\') &&
    !key.includes('\0') &&
    key.split('/').every((part) => part !== '' && part !== '.' && part !== '..')
  );
}
