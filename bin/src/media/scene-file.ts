import { readFile, stat } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { CliError } from '../cli-error.js';
import { EXIT } from '../exit-codes.js';
import { findLocalMedia, type LocalMedia } from './local-media.js';

export interface SceneFile {
  document: unknown;
  /** Relative media paths start here. */
  folder: string;
  media: LocalMedia[];
}

/** Reads a scene and makes sure that every file it names is there; `-` is standard input. */
export async function readSceneFile(path: string): Promise<SceneFile> {
  const text = await readText(path);
  const document = parse(text, path);
  const folder = path === '-' ? process.cwd() : dirname(resolve(path));
  const media = findLocalMedia(document, folder);
  await refuseMissing(media);
  return { document, folder, media };
}

async function readText(path: string): Promise<string> {
  try {
    if (path !== '-') return await readFile(path, 'utf8');
    const chunks: Buffer[] = [];
    for await (const chunk of process.stdin) chunks.push(Buffer.from(chunk as Uint8Array));
    return Buffer.concat(chunks).toString('utf8');
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    const why = code === 'ENOENT' ? 'there is no such file' : (error as Error).message;
    throw new CliError(`The scene ${path} cannot be read: ${why}.`, EXIT.noInput);
  }
}

function parse(text: string, path: string): unknown {
  try {
    return JSON.parse(text.replace(/^\uFEFF/, '')) as unknown;
  } catch (error) {
    throw new CliError(`${path} is not JSON: ${(error as Error).message}.`, EXIT.noInput);
  }
}

async function refuseMissing(media: LocalMedia[]): Promise<void> {
  const problems = await Promise.all(
    media.map(async ({ where, file }) => {
      const facts = await stat(file).catch(() => undefined);
      if (!facts) return `${where}: there is no file ${file}`;
      return facts.isFile() ? undefined : `${where}: ${file} is not a file`;
    }),
  );
  const missing = problems.filter((problem) => problem !== undefined);
  if (missing.length > 0)
    throw new CliError('The scene names media that cannot be read.', EXIT.noInput, missing);
}
