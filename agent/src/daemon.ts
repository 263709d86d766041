import { readFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import type { Logger } from 'pino';
import { attemptEnvironment, searchPath, type AgentConfig } from './config.js';
import type { ChildEntry } from './executor/attempt-runner.js';
import { CoordinatorLink, ensureJoined, IdentityFile, Outbox, type Introduction } from './link/index.js';
import { AttemptLogs } from './logs/index.js';
import { makeMeters, serveMetrics, type AgentMeters } from './metrics/index.js';
import { WorkFolders } from './platform/workdir.js';
import { probeMachine, type Machine } from './probe/index.js';
import {
  coresPerAttempt,
  DiskGuard,
  lastLines,
  lockFolder,
  outcomeOf,
  planSlots,
  Supervisor,
  sweep,
  tidyCache,
  VitalsWatch,
} from './supervisor/index.js';
import { AssetCache } from './transfer/index.js';

/** The running daemon, for main.ts and for tests. */
export interface Daemon {
  /** Resolves when the coordinator knows this agent. */
  ready: Promise<void>;
  /** Resolves when the daemon has stopped; rejects when the coordinator refuses it for good. */
  over: Promise<void>;
  stop(): void;
  stopNow(): void;
}

export interface DaemonOptions {
  /** The child program; tests bring one that misbehaves. */
  entry?: ChildEntry;
}

const ENTRY = join(
  import.meta.dirname,
  `executor/attempt.main${import.meta.filename.endsWith('.ts') ? '.ts' : '.js'}`,
);

function agentVersion(): string {
  // dist/agent/src and agent/src are not equally deep below package.json.
  for (const up of ['../..', '../../..'])
    try {
      const text = readFileSync(join(import.meta.dirname, up, 'package.json'), 'utf8');
      return (JSON.parse(text) as { version: string }).version;
    } catch {
      continue;
    }
  return '0.0.0';
}

/** Locks the data folder, sweeps what an earlier daemon left, probes, joins, and starts the conversation. */
export async function startDaemon(
  config: AgentConfig,
  logger: Logger,
  options: DaemonOptions = {},
): Promise<Daemon> {
  const unlock = await lockFolder(config.dataDir);
  try {
    const folders = new WorkFolders(join(config.dataDir, 'work'));
    const swept = await sweep(folders);
    if (swept > 0) logger.warn({ folders: swept }, 'removed what an earlier agent left');
    const outbox = new Outbox(join(config.dataDir, 'outbox'));
    await outbox.open();
    const logs = new AttemptLogs(join(config.dataDir, 'attempt-logs'));
    await logs.open((attemptId) => {
      const report = outbox.get(attemptId);
      return report && lastLines(outcomeOf(report));
    });
    const machine = await probe(config, logger);
    const vitals = new VitalsWatch(folders.root);
    const meters = config.metricsListen ? await makeMeters() : undefined;
    return await live(config, logger, {
      ...{ folders, outbox, logs, machine, unlock, vitals, meters },
      ...options,
    });
  } catch (error) {
    await unlock();
    throw error;
  }
}

async function probe(config: AgentConfig, logger: Logger, again = false): Promise<Machine> {
  const machine = await probeMachine({
    ffmpegPath: config.ffmpegPath,
    ffprobePath: config.ffprobePath,
    searchPath: searchPath(),
    // What a machine in trouble measures is not remembered: its next start looks again.
    ...(again ? {} : { dataDir: config.dataDir }),
    labels: config.labels,
    onTrouble: (name, err) => logger.warn({ probe: name, err }, 'probe failed'),
  });
  const { capabilities, inventory } = machine;
  const working = capabilities.encoders.filter(({ available }) => available).map(({ name }) => name);
  logger.info({ ffmpeg: capabilities.ffmpeg, encoders: working, cores: inventory.cores }, 'machine probed');
  return machine;
}

interface Parts extends DaemonOptions {
  folders: WorkFolders;
  outbox: Outbox;
  logs: AttemptLogs;
  machine: Machine;
  unlock: () => Promise<void>;
  vitals: VitalsWatch;
  /** Undefined: metrics are off. */
  meters: AgentMeters | undefined;
}

function settle(config: AgentConfig, machine: Machine) {
  const cores = config.cores > 0 ? config.cores : machine.inventory.cores;
  const slots = planSlots(machine.capabilities, {
    slots: config.slots,
    hardwareSlots: config.hardwareSlots,
    cores,
  });
  return { slots, cores: coresPerAttempt(slots, cores) };
}

function makeSupervisor(config: AgentConfig, logger: Logger, parts: Parts): Supervisor {
  const { machine, folders, outbox, logs, meters, vitals } = parts;
  const { slots, cores } = settle(config, machine);
  return new Supervisor({
    capabilities: machine.capabilities,
    slots,
    remeasure: async () => {
      const measured = await probe(config, logger, true);
      return { capabilities: measured.capabilities, slots: settle(config, measured).slots };
    },
    attempt: {
      coordinator: config.urls[0],
      tools: machine.tools,
      capabilities: machine.capabilities,
      cores,
      stallSeconds: config.stallSeconds,
      cacheDir: join(config.dataDir, 'cache'),
      cacheLimit: config.cacheLimit,
      allowPrivate: config.allowPrivate,
    },
    entry: parts.entry ?? { path: ENTRY },
    environment: attemptEnvironment,
    memoryLimit: config.memoryLimit,
    drainSeconds: config.drainSeconds,
    folders,
    outbox,
    logs,
    disk: new DiskGuard(folders.root, config.diskReserve),
    vitals,
    ...(meters ? { onEnded: (outcome) => meters.ended(outcome) } : {}),
    logger,
  });
}

async function live(config: AgentConfig, logger: Logger, parts: Parts): Promise<Daemon> {
  const supervisor = makeSupervisor(config, logger, parts);
  const leaving = new AbortController();
  let finish: () => void = () => undefined;
  const stopped = new Promise<void>((resolve) => (finish = resolve));
  const ready = new Promise<void>((resolve) => (supervisor.onReady = resolve));
  const conversation = converse(config, logger, parts, supervisor, leaving.signal);
  const hideMetrics = await showMetrics(config, logger, parts, supervisor);
  const stopTidying = tidyCache(
    new AssetCache(join(config.dataDir, 'cache'), config.cacheLimit),
    config.cacheDays,
    logger,
  );
  const over = Promise.race([conversation, stopped]).finally(() => {
    stopTidying();
    hideMetrics();
    return parts.unlock();
  });
  return {
    ready,
    over,
    stop: () => {
      leaving.abort();
      void supervisor.shutDown().then(finish);
    },
    stopNow: () => supervisor.hurryUp(),
  };
}

/** Serves /metrics where that is wanted; answers how to stop. */
async function showMetrics(
  config: AgentConfig,
  logger: Logger,
  { meters, vitals, machine }: Parts,
  supervisor: Supervisor,
): Promise<() => void> {
  if (!meters || !config.metricsListen) return () => undefined;
  const { slots } = settle(config, machine);
  const facts = () => ({ ...supervisor.standing, state: supervisor.state, slots, vitals: vitals.current });
  return serveMetrics(config.metricsListen, meters, facts, logger);
}

/** Joins when needed, then talks until the coordinator refuses this agent, which it normally never does. */
async function converse(
  config: AgentConfig,
  logger: Logger,
  parts: Parts,
  supervisor: Supervisor,
  signal: AbortSignal,
): Promise<void> {
  const name = config.name ?? hostname();
  const joining = { urls: config.urls, name, joinToken: config.joinToken, logger, signal };
  const identity = await ensureJoined(new IdentityFile(config.dataDir), joining).catch((error: unknown) => {
    if (signal.aborted) return undefined;
    throw error;
  });
  if (!identity) return new Promise<void>(() => undefined); // stopped before it joined: shutDown ends the daemon
  const { capabilities, inventory } = parts.machine;
  const introduction: Introduction = {
    agentVersion: agentVersion(),
    name,
    inventory,
    capabilities,
    slots: settle(config, parts.machine).slots,
  };
  const link = new CoordinatorLink(
    { urls: config.urls, identity, introduction, outbox: parts.outbox, logger },
    supervisor,
  );
  supervisor.attach(link);
  link.open();
  return link.refused;
}
