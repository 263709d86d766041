import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createClient } from 'redis';
import { eventually } from '../fakes/fake-agent.js';
import { freePort } from './free-port.js';

/** A real Redis of a test, which can be killed and started again on its port. */
export interface TestRedis {
  url: string;
  /** Waits until so many lines listen. */
  subscribers(n: number): Promise<void>;
  kill(): Promise<void>;
  restart(): Promise<void>;
  stop(): Promise<void>;
}

export async function startRedis(): Promise<TestRedis> {
  const port = await freePort();
  const url = `redis://127.0.0.1:${port}`;
  let server: ChildProcess | undefined;
  const restart = async (): Promise<void> => {
    server = spawn('redis-server', ['--port', String(port), '--save', '', '--bind', '127.0.0.1'], {
      stdio: 'ignore',
    });
    await eventually(
      'Redis to answer',
      async () => (await asked(url, () => Promise.resolve(true))) ?? undefined,
    );
  };
  const kill = async (): Promise<void> => {
    if (!server || server.exitCode !== null || server.signalCode !== null) return;
    const gone = once(server, 'exit');
    server.kill('SIGKILL');
    await gone;
  };
  await restart();
  const listening = (client: Client) =>
    client.pubSubChannels('framefarm:*').then(async (channels) => {
      const counts = Object.values(await client.pubSubNumSub(channels));
      return counts.reduce((sum, n) => sum + n, 0);
    });
  return {
    url,
    kill,
    restart,
    stop: kill,
    subscribers: async (n) => {
      await eventually(`${n} to listen`, async () => ((await asked(url, listening)) ?? 0) >= n || undefined);
    },
  };
}

type Client = ReturnType<typeof createClient>;

/** Answers nothing while Redis is away. */
async function asked<T>(url: string, ask: (client: Client) => Promise<T>): Promise<T | undefined> {
  const client = createClient({ url, socket: { reconnectStrategy: false } });
  client.on('error', () => undefined);
  try {
    await client.connect();
    return await ask(client as Client);
  } catch {
    return undefined;
  } finally {
    if (client.isOpen) client.destroy();
  }
}
