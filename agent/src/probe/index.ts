import { readdir } from 'node:fs/promises';
import { hostname, platform, release, arch } from 'node:os';
import type { Capabilities, Inventory } from '@farm/shared/wire';
import { probeCpu } from './cpu.probe.js';
import { EncoderCache, type MeasuredEncoders } from './encoder-cache.js';
import { probeEncoders } from './encoders.probe.js';
import { probeFonts } from './fonts.probe.js';
import { probeGpus } from './gpu.probe.js';
import { makesOf } from './makes.policy.js';
import { probeMemory } from './memory.probe.js';
import { probeSoftware, softwareFacts } from './software.probe.js';
import { lookUpTools, type Candidate, type Lookup, type LookupSettings, type Tools } from './tool-lookup.js';

export { probeDisk } from './disk.probe.js';
export { probeHeat, probeLoad } from './vitals.probe.js';
export { NoFfmpeg, type Candidate, type Tools } from './tool-lookup.js';

export interface ProbeSettings extends LookupSettings {
  /** Where test encodes are remembered; absent: they are made again each time. */
  dataDir?: string;
  labels?: readonly string[];
  /** Forget what was remembered. */
  fresh?: boolean;
  /** A probe that failed: the machine is used without what it would have told. */
  onTrouble?: (probe: string, error: unknown) => void;
}

export interface Machine {
  tools: Tools;
  capabilities: Capabilities;
  inventory: Inventory;
  /** Every ffmpeg that was looked at, in the order of the lookup, and what was thought of it. */
  candidates: Candidate[];
}

/** Pictures larger than this are refused by the document's own limits. */
const MAX_SIDE = 8192;

/** Finds out what this machine can really do. Throws NoFfmpeg when it cannot render at all. */
export async function probeMachine(settings: ProbeSettings): Promise<Machine> {
  const lookup = await lookUpTools(settings);
  const inventory = await takeInventory(settings);
  const measured = await encodersOf(lookup, inventory, settings);
  return {
    tools: lookup.tools,
    inventory,
    candidates: lookup.candidates,
    capabilities: describe(lookup, measured),
  };
}

function describe(lookup: Lookup, { encoders, makes }: MeasuredEncoders): Capabilities {
  return {
    ffmpeg: { path: lookup.tools.ffmpeg, version: lookup.claims.version, origin: lookup.origin },
    ffprobe: { path: lookup.tools.ffprobe, version: lookup.ffprobeVersion },
    encoders,
    filters: lookup.claims.filters,
    decoders: lookup.claims.decoders,
    maxWidth: MAX_SIDE,
    maxHeight: MAX_SIDE,
    makes,
  };
}

async function measureEncoders({ tools, claims }: Lookup): Promise<MeasuredEncoders> {
  const hardware = await probeEncoders(tools.ffmpeg, claims.encoders);
  const software = await probeSoftware(tools.ffmpeg, withPalette(claims));
  return { encoders: [...hardware, ...softwareFacts(software)], makes: makesOf(hardware, software) };
}

/** A GIF needs filters besides its encoder. */
const withPalette = ({ encoders, filters }: Lookup['claims']): string[] =>
  ['palettegen', 'paletteuse'].every((name) => filters.includes(name))
    ? encoders
    : encoders.filter((name) => name !== 'gif');

async function encodersOf(
  lookup: Lookup,
  inventory: Inventory,
  settings: ProbeSettings,
): Promise<MeasuredEncoders> {
  const { ffmpeg } = lookup.tools;
  if (!settings.dataDir) return measureEncoders(lookup);
  const cache = new EncoderCache(settings.dataDir);
  const nodes = await readdir('/dev/dri').catch(() => []);
  const key = await EncoderCache.key(ffmpeg, lookup.claims.version, [inventory.gpus, nodes]);
  const kept = settings.fresh ? undefined : await cache.read(key);
  if (kept) return kept;
  const measured = await measureEncoders(lookup);
  await cache.write(key, measured);
  return measured;
}

async function takeInventory(settings: ProbeSettings): Promise<Inventory> {
  const survive = async <T>(name: string, probe: Promise<T>, fallback: T): Promise<T> => {
    try {
      return await probe;
    } catch (error) {
      settings.onTrouble?.(name, error);
      return fallback;
    }
  };
  const cpu = await survive('cpu', probeCpu(), { model: 'unknown', cores: 1 });
  return {
    hostname: hostname(),
    os: `${platform()} ${release()}`,
    arch: arch(),
    cpu: cpu.model,
    cores: cpu.cores,
    memoryBytes: await survive('memory', probeMemory(), 1),
    gpus: await survive('gpu', probeGpus(), []),
    fonts: await survive('fonts', probeFonts(), 0),
    labels: [...(settings.labels ?? [])],
  };
}
