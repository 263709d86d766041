import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { OrderOf } from '@farm/shared/wire';
import { loadConfig, type AgentConfig } from '../../../agent/src/config.js';

const ROOT = resolve(import.meta.dirname, '../../..');
export const fixture = (name: string): string => join(ROOT, 'test/fixtures', name);
/** Makes plain Node run our TypeScript. */
export const TYPESCRIPT = ['--import', fixture('typescript-loader.mjs')];
export const agentFile = (name: string): string => join(ROOT, 'agent/src', name);

/** Waits until something is true; the limit is only there to end a broken test. */
export async function until<T>(look: () => T | Promise<T>, limitMs = 20_000): Promise<NonNullable<T>> {
  const deadline = Date.now() + limitMs;
  for (;;) {
    const found = await look();
    if (found) return found;
    if (Date.now() > deadline) throw new Error(`waited ${limitMs} ms for ${look.toString()}`);
    await new Promise((later) => setTimeout(later, 20));
  }
}

/** Temporary folders that are removed after each test file. */
export class Folders {
  private readonly made: string[] = [];

  async make(): Promise<string> {
    const folder = await mkdtemp(join(tmpdir(), 'framefarm-agent-'));
    this.made.push(folder);
    return folder;
  }

  async removeAll(): Promise<void> {
    for (const folder of this.made.splice(0)) await rm(folder, { recursive: true, force: true });
  }
}

export function agentConfig(url: string, dataDir: string, more: Record<string, string> = {}): AgentConfig {
  return loadConfig({
    FRAMEFARM_URL: url,
    FRAMEFARM_AGENT_DATA: dataDir,
    FRAMEFARM_JOIN_TOKEN: 'join-me',
    FRAMEFARM_LOG_LEVEL: 'silent',
    FRAMEFARM_DISK_RESERVE: '1',
    ...more,
  });
}

/** A work order whose scene has this name: misbehaving-attempt.mjs behaves by it. */
export function anOrder(name: string, more: Partial<OrderOf<'whole'>> = {}): OrderOf<'whole'> {
  return {
    kind: 'whole',
    orderId: randomUUID(),
    jobId: randomUUID(),
    attemptId: randomUUID(),
    token: 1,
    engine: 'cpu',
    scene: {
      version: 1,
      name,
      width: 160,
      height: 90,
      fps: { num: 30, den: 1 },
      duration: 1,
      backgroundColor: '#204060',
      layers: [],
      tracks: [],
      sources: {},
      fonts: {},
      frame: { properties: {}, animations: [], effects: [] },
      output: { container: 'mp4', videoCodec: 'h264', audioCodec: 'aac', quality: 'medium' },
    },
    inputs: [],
    limits: { wallSeconds: 60, sourceBytes: 2 ** 30 },
    ...more,
  };
}
