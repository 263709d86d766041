import { link, mkdir, open, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { randomUUID } from 'node:crypto';

/** Writes a file that only its owner may read, all or nothing: temp file, fsync, rename. */
export async function writeSecretFile(folder: string, name: string, text: string): Promise<void> {
  const temp = await writeTemp(folder, name, text);
  await rename(temp, join(folder, name));
}

/** The text of a secret file, or undefined when there is none. */
export async function readSecretFile(folder: string, name: string): Promise<string | undefined> {
  try {
    return (await readFile(join(folder, name), 'utf8')).trim();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

/** Reads the secret, or makes it. Two processes that start at once end with the same one: the first file stays. */
export async function readOrCreateSecret(folder: string, name: string, make: () => string): Promise<string> {
  const found = await readSecretFile(folder, name);
  if (found) return found;
  const secret = make();
  const temp = await writeTemp(folder, name, secret);
  try {
    await link(temp, join(folder, name));
    return secret;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    return (await readSecretFile(folder, name)) ?? secret;
  } finally {
    await rm(temp, { force: true });
  }
}

async function writeTemp(folder: string, name: string, text: string): Promise<string> {
  await mkdir(folder, { recursive: true });
  const temp = join(folder, `.${name}.${randomUUID()}`);
  const file = await open(temp, 'wx', 0o600);
  try {
    await file.writeFile(`${text}\n`);
    await file.sync();
  } finally {
    await file.close();
  }
  return temp;
}
