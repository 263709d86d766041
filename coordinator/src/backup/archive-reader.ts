import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { Transform, type Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { text } from 'node:stream/consumers';
import { isSafeKey } from '@farm/shared/storage';
import { extract } from 'tar-stream';
import { BackupProblem } from './backup-problem.js';
import { MANIFEST, manifestSchema, type ArchivedFile, type Manifest } from './manifest.js';

/** Unpacks an archive, each file to where `placeOf` says, and checks all of them against the manifest at its end. */
export async function unpackArchive(archive: string, placeOf: (path: string) => string): Promise<Manifest> {
  const found = new Map<string, Omit<ArchivedFile, 'path'>>();
  let manifest: Manifest | undefined;
  try {
    const entries = extract();
    const reading = pipeline(createReadStream(archive), entries);
    reading.catch(() => undefined);
    for await (const entry of entries) {
      const { name, type } = entry.header;
      if (manifest || type !== 'file' || !isSafeKey(name))
        throw damaged(archive, `"${name}" does not belong there`);
      if (name === MANIFEST) manifest = readManifest(archive, await text(entry));
      else found.set(name, await unpack(entry, placeOf(name)));
    }
    await reading;
  } catch (error) {
    if (error instanceof BackupProblem || isDiskError(error)) throw error;
    throw damaged(archive, (error as Error).message, error);
  }
  if (!manifest) throw damaged(archive, 'its end is missing');
  for (const file of manifest.files) {
    const there = found.get(file.path);
    found.delete(file.path);
    if (!there) throw damaged(archive, `${file.path} is missing`);
    if (there.sizeBytes !== file.sizeBytes || there.sha256 !== file.sha256)
      throw damaged(archive, `${file.path} is not what was saved`);
  }
  const [stranger] = found.keys();
  if (stranger !== undefined) throw damaged(archive, `${stranger} is not in its manifest`);
  return manifest;
}

async function unpack(entry: Readable, path: string): Promise<Omit<ArchivedFile, 'path'>> {
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  const hash = createHash('sha256');
  let sizeBytes = 0;
  const meter = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      sizeBytes += chunk.length;
      hash.update(chunk);
      done(null, chunk);
    },
  });
  await pipeline(entry, meter, createWriteStream(path, { flags: 'wx', mode: 0o600, flush: true }));
  return { sizeBytes, sha256: hash.digest('hex') };
}

function readManifest(archive: string, json: string): Manifest {
  const parsed = manifestSchema.safeParse(JSON.parse(json));
  if (parsed.success) return parsed.data;
  const { formatVersion } = JSON.parse(json) as { formatVersion?: unknown };
  if (typeof formatVersion === 'number' && formatVersion > 1)
    throw new BackupProblem(
      'no-input',
      `${archive} was written by a newer framefarm; update this one, then restore again.`,
    );
  throw damaged(archive, 'its manifest cannot be read');
}

const damaged = (archive: string, why: string, cause?: unknown): BackupProblem =>
  new BackupProblem('no-input', `${archive} is no whole backup of framefarm: ${why}.`, { cause });

/** Errors of our own disk or of a missing archive are not faults of its content. */
const isDiskError = (error: unknown): boolean =>
  ['ENOSPC', 'EDQUOT', 'EACCES', 'EPERM', 'EROFS', 'ENOENT', 'EISDIR'].includes(
    (error as NodeJS.ErrnoException).code ?? '',
  );
