import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { access, constants, stat } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import type { Capabilities } from '@farm/shared/wire';
import { lackOf, readClaims, versionOf, type FfmpegClaims } from './ffmpeg.probe.js';

export type Origin = Capabilities['ffmpeg']['origin'];

/** One ffmpeg that was looked at, and what was thought of it. */
export interface Candidate {
  path: string;
  origin: Origin;
  chosen: boolean;
  verdict: string;
}

export interface Tools {
  ffmpeg: string;
  ffprobe: string;
}

export interface Lookup {
  tools: Tools;
  origin: Origin;
  claims: FfmpegClaims;
  ffprobeVersion: string;
  candidates: Candidate[];
}

export interface LookupSettings {
  ffmpegPath?: string | undefined;
  ffprobePath?: string | undefined;
  /** Folders of PATH. */
  searchPath: readonly string[];
  /** Where npm packages are looked for; tests point it elsewhere. */
  packages?: PackagedTools;
}

/** Paths of the ffmpeg builds that came with npm; undefined when the package is not there. */
export interface PackagedTools {
  ffmpegStatic: string | undefined;
  ffmpeg: string | undefined;
  ffprobe: string | undefined;
}

/** No ffmpeg fits: one sentence for the operator. main.ts exits 78. */
export class NoFfmpeg extends Error {
  constructor(
    message: string,
    readonly candidates: readonly Candidate[],
  ) {
    super(message);
    this.name = 'NoFfmpeg';
  }
}

/** The binaries of @backendsuraj/offline-ff*-linux-x64 8.0.2, repackaged by one person: used only when they are these bytes. */
const BUNDLED_SHA256: Record<string, string> = {
  ffmpeg: '8ed109a09e4226bd013cfaa1b7d0e53a8c4bf0f79a37ddd751d9d55e75ba2b91',
  ffprobe: '0d5b992eaf7e9eb3d39ef2c8ef012244f809f951589b94a1973fb8acd716a261',
};

const exists = (path: string): Promise<boolean> =>
  access(path, constants.X_OK).then(
    () => true,
    () => false,
  );

async function inPath(name: string, folders: readonly string[]): Promise<string | undefined> {
  for (const folder of folders) if (await exists(join(folder, name))) return join(folder, name);
  return undefined;
}

/** Finds the packaged builds that npm installed. */
export function packagedTools(): PackagedTools {
  const require = createRequire(join(import.meta.dirname, 'packages.js'));
  const find = (name: string, file: string): string | undefined => {
    try {
      return join(dirname(require.resolve(`${name}/package.json`)), file);
    } catch {
      return undefined; // optional dependency that this machine does not have
    }
  };
  return {
    ffmpegStatic: find('ffmpeg-static', 'ffmpeg'),
    ffmpeg: find('@backendsuraj/offline-ffmpeg-linux-x64', 'bin/ffmpeg'),
    ffprobe: find('@backendsuraj/offline-ffprobe-linux-x64', 'bin/ffprobe'),
  };
}

async function sha256(path: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(path), hash);
  return hash.digest('hex');
}

const known = new Map<string, string>();

/** Refuses a bundled binary whose bytes are not the ones we know. 72 MB take 0.1 s; remembered while it does not change. */
async function checkBundled(path: string, name: 'ffmpeg' | 'ffprobe'): Promise<void> {
  const { mtimeMs, size } = await stat(path);
  const key = `${path}:${mtimeMs}:${size}`;
  const digest = known.get(key) ?? (await sha256(path));
  known.set(key, digest);
  if (digest !== BUNDLED_SHA256[name])
    throw new Error(`its bytes are not those of the ${name} 8.0.1 we know (sha256 ${digest.slice(0, 12)}…)`);
}

interface Asked {
  path: string | undefined;
  origin: Origin;
  absent: string;
}

async function judge(asked: Asked): Promise<{ candidate: Candidate; claims?: FfmpegClaims }> {
  const { path, origin } = asked;
  const said = (verdict: string) => ({ candidate: { path: path ?? '', origin, chosen: false, verdict } });
  if (!path || !(await exists(path))) return said(asked.absent);
  try {
    if (origin === 'bundled') await checkBundled(path, 'ffmpeg');
    const claims = await readClaims(path);
    const lack = lackOf(claims);
    if (lack) return said(lack);
    return {
      candidate: { path, origin, chosen: true, verdict: `version ${claims.version} has all we need` },
      claims,
    };
  } catch (error) {
    return said((error as Error).message);
  }
}

async function findFfprobe(
  settings: LookupSettings,
  ffmpeg: string,
  packages: PackagedTools,
): Promise<Tools & { version: string }> {
  const beside = join(dirname(ffmpeg), 'ffprobe');
  const paths = settings.ffprobePath
    ? [settings.ffprobePath]
    : [beside, await inPath('ffprobe', settings.searchPath), packages.ffprobe];
  const reasons: string[] = [];
  for (const path of paths) {
    if (!path || !(await exists(path))) {
      if (path) reasons.push(`${path} is not there`);
      continue;
    }
    try {
      if (path === packages.ffprobe) await checkBundled(path, 'ffprobe');
      return { ffmpeg, ffprobe: path, version: await versionOf(path) };
    } catch (error) {
      reasons.push(`${path}: ${(error as Error).message}`);
    }
  }
  throw new NoFfmpeg(
    `No usable ffprobe was found (${reasons.join('; ') || 'none in PATH'}). Set FFPROBE_PATH, or install ffmpeg.`,
    [],
  );
}

function places(settings: LookupSettings, system: string | undefined, packages: PackagedTools): Asked[] {
  if (settings.ffmpegPath)
    return [
      {
        path: settings.ffmpegPath,
        origin: 'environment',
        absent: 'FFMPEG_PATH names no program that can be run',
      },
    ];
  return [
    { path: system, origin: 'system', absent: 'there is no ffmpeg in PATH' },
    {
      path: packages.ffmpegStatic,
      origin: 'ffmpeg-static',
      absent: 'the package has no binary (its download was not made)',
    },
    {
      path: packages.ffmpeg,
      origin: 'bundled',
      absent: 'the npm package of the bundled ffmpeg is not installed',
    },
  ];
}

/** Looks for an ffmpeg: FFMPEG_PATH alone when it is set, else the system's, ffmpeg-static, the bundled one. */
export async function lookUpTools(settings: LookupSettings): Promise<Lookup> {
  const packages = settings.packages ?? packagedTools();
  const candidates: Candidate[] = [];
  let found: { candidate: Candidate; claims: FfmpegClaims } | undefined;
  for (const asked of places(settings, await inPath('ffmpeg', settings.searchPath), packages)) {
    if (found) {
      candidates.push({
        path: asked.path ?? '',
        origin: asked.origin,
        chosen: false,
        verdict: 'not needed: an earlier one fits',
      });
      continue;
    }
    const { candidate, claims } = await judge(asked);
    candidates.push(candidate);
    if (claims) found = { candidate, claims };
  }
  if (!found) throw new NoFfmpeg(noneFits(candidates), candidates);
  const { version, ...tools } = await findFfprobe(settings, found.candidate.path, packages);
  return { tools, origin: found.candidate.origin, claims: found.claims, ffprobeVersion: version, candidates };
}

function noneFits(candidates: readonly Candidate[]): string {
  const why = candidates.map((one) => `${one.path || one.origin}: ${one.verdict}`).join('; ');
  return `No usable ffmpeg was found (${why}). Install ffmpeg 5.1 or later with libx264, or set FFMPEG_PATH to one.`;
}
