import { randomUUID } from 'node:crypto';
import { WIRE_VERSION, type AgentPayload } from '../../shared/src/wire/index.js';

/** What a pretended machine says of itself. */
export function helloFacts(
  name: string,
  { slots, ioSlots }: { slots: number; ioSlots: number },
): Omit<AgentPayload<'hello'>, 'running' | 'bootId'> {
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
    slots: [
      { engine: 'cpu', count: slots },
      ...(ioSlots > 0 ? [{ engine: 'io' as const, count: ioSlots }] : []),
    ],
  };
}

export const newBoot = (): string => randomUUID();
