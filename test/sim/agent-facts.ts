import { randomUUID } from 'node:crypto';
import {
  WIRE_VERSION,
  type AgentPayload,
  type FileResult,
  type ResultFile,
  type WorkOrder,
} from '../../shared/src/wire/index.js';

/** What a pretended machine says of itself. */
export function helloFacts(name: string, slots: number): Omit<AgentPayload<'hello'>, 'running' | 'bootId'> {
  return {
    version: WIRE_VERSION,
    agentVersion: '0.1.0',
    name,
    inventory: {
      ...{ hostname: name, os: 'linux', arch: 'x64', cpu: 'none', cores: 2, memoryBytes: 2 ** 32 },
      ...{ gpus: [], fonts: 0, labels: [] },
    },
    capabilities: {
      ffmpeg: { path: '/usr/bin/ffmpeg', version: '8.0', origin: 'system' },
      ffprobe: { path: '/usr/bin/ffprobe', version: '8.0' },
      encoders: [{ name: 'libx264', codec: 'h264', engine: 'cpu', available: true }],
      ...{ filters: [], decoders: [], maxWidth: 8192, maxHeight: 8192 },
    },
    slots: [{ engine: 'cpu', count: slots }],
  };
}

/** What a pretended render reports. */
export function resultOf(order: WorkOrder, files: ResultFile[]): FileResult {
  if (order.kind !== 'whole') throw new Error(`the simulator has no result for ${order.kind} orders`);
  const { width, height, fps, duration: seconds } = order.scene;
  const duration = seconds ?? 1;
  const rate = fps.num / fps.den;
  return {
    kind: 'whole',
    files,
    facts: {
      ...{ width, height, fps: rate, frames: Math.round(duration * rate), duration },
      ...{ videoCodec: 'h264', audioCodec: null },
    },
    warnings: [],
    renderedWith: { engine: 'cpu', encoder: 'libx264', ffmpeg: '8.0', renderSeconds: 1, totalSeconds: 1 },
  };
}

export const newBoot = (): string => randomUUID();
