import { runChild } from '../platform/child-process.js';

/** What an ffmpeg says of itself. Lists are claims; encoders.probe.ts finds out. */
export interface FfmpegClaims {
  version: string;
  encoders: string[];
  filters: string[];
  decoders: string[];
}

/** Filters that the compiler and the previews write on every machine; an ffmpeg without one of them cannot render our scenes. */
export const NEEDED_FILTERS = [
  'adelay',
  'afade',
  'aformat',
  'alimiter',
  'amix',
  'apad',
  'aresample',
  'areverse',
  'asetnsamples',
  'asetpts',
  'asetrate',
  'atempo',
  'atrim',
  'color',
  'crop',
  'fade',
  'format',
  'fps',
  'hflip',
  'loop',
  'lutyuv',
  'overlay',
  'pan',
  'reverse',
  'scale',
  'select',
  'setparams',
  'setpts',
  'setsar',
  'settb',
  'tile',
  'tpad',
  'transpose',
  'trim',
  'vflip',
  'volume',
] as const;
const NEEDED_VERSION = [5, 1] as const;
const LIST_MS = 20_000;

/** Runs a program that should end by itself soon. Rejects with a sentence when it cannot be started or hangs. */
export async function ask(
  program: string,
  args: readonly string[],
): Promise<{ code: number | null; text: string; stderr: string }> {
  const limit = AbortSignal.timeout(LIST_MS);
  const output = await runChild({ program, args, signal: limit, ownGroup: true, graceMs: 500 });
  if (limit.aborted) throw new Error(`it did not answer "${args[0] ?? ''}" within ${LIST_MS / 1000} s`);
  return { code: output.code, text: output.stdout.toString('utf8'), stderr: output.stderr };
}

/** `ffmpeg version n8.0.1-…`, `5.1.9-0+deb12u1`, `N-12345-gabc`: the word after "version". */
export async function versionOf(program: string): Promise<string> {
  const { code, text } = await ask(program, ['-version']);
  const version = /^ff\w+ version (\S+)/.exec(text)?.[1];
  if (code !== 0 || !version)
    throw new Error(`"-version" ended with code ${code} and is not an answer of ffmpeg`);
  return version;
}

/** Reads claims of an ffmpeg, one question after another. */
export async function readClaims(program: string): Promise<FfmpegClaims> {
  const version = await versionOf(program);
  const lists: string[][] = [];
  for (const what of ['-encoders', '-filters', '-decoders'])
    lists.push(parseList((await ask(program, ['-hide_banner', what])).text));
  const [encoders = [], filters = [], decoders = []] = lists;
  return { version, encoders, filters, decoders };
}

/** Names in the second column of `-encoders`, `-filters`, `-decoders`; the legend above holds `=` there. */
export function parseList(text: string): string[] {
  return text.split('\n').flatMap((line) => {
    const [flags, name] = line.trim().split(/\s+/);
    return flags && name && /^[A-Z.|]+$/.test(flags) && /^[a-z0-9_-]+$/i.test(name) ? [name] : [];
  });
}

/** Why this ffmpeg cannot be used, or undefined when it can. A version that is no number (a git build) is not judged. */
export function lackOf(claims: FfmpegClaims): string | undefined {
  const [major, minor] = (/^n?(\d+)\.(\d+)/.exec(claims.version) ?? []).slice(1).map(Number);
  if (major !== undefined && minor !== undefined) {
    const old = major < NEEDED_VERSION[0] || (major === NEEDED_VERSION[0] && minor < NEEDED_VERSION[1]);
    if (old) return `version ${claims.version} is older than ${NEEDED_VERSION.join('.')}`;
  }
  if (!claims.encoders.includes('libx264')) return 'it was built without libx264';
  if (!claims.encoders.includes('aac')) return 'it was built without the aac encoder';
  const missing = NEEDED_FILTERS.filter((name) => !claims.filters.includes(name));
  return missing.length > 0 ? `it lacks the filters ${missing.join(', ')}` : undefined;
}
