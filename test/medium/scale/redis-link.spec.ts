import { pino } from 'pino';
import { createClient } from 'redis';
import { HealthRegistry } from '../../../coordinator/src/platform/health/health-registry.js';
import { RedisLink } from '../../../coordinator/src/platform/redis/redis-link.js';
import { BadLine } from '../../e2e/chaos/bad-line.js';
import { eventually } from '../../fakes/fake-agent.js';
import { startRedis, type TestRedis } from '../../setup/redis.js';
import { testWith } from '../../setup/test-with.js';

jest.setTimeout(30_000);

const CHANNEL = 'framefarm:test';
const PATIENCE = { pingMs: 50, silenceMs: 300 };

let redis: TestRedis | undefined;
let line: BadLine | undefined;
let link: RedisLink | undefined;
let talking: NodeJS.Timeout | undefined;
afterEach(async () => {
  clearInterval(talking);
  link?.onApplicationShutdown();
  await line?.close();
  await redis?.stop();
});

/** Nothing goes through any more, and nobody is told: cut cables, firewalls that forget. */
testWith('redis-server')('a line that is half open is noticed while much is said on it', async () => {
  redis = await startRedis();
  line = await BadLine.open(Number(new URL(redis.url).port));
  const place = { url: line.url.replace('http', 'redis'), create: createClient };
  const farm = (link = new RedisLink(pino({ level: 'silent' }), new HealthRegistry(), place, PATIENCE));
  const heard: string[] = [];
  farm.listen(CHANNEL, (text) => heard.push(text));
  const say = (text: string): void => void farm.client?.publish(CHANNEL, text).catch(() => undefined);
  await redis.subscribers(1);
  await eventually('the line', () => farm.client?.isReady || undefined);
  say('before');
  await eventually('a word', () => heard.includes('before') || undefined);

  talking = setInterval(() => say('lost'), 20);
  line.behave('silent');
  await eventually('the silence to be noticed', () => farm.client?.isReady === false || undefined);
  clearInterval(talking);

  line.behave('good');
  await eventually('both lines again', () => {
    say('after');
    return heard.includes('after') || undefined;
  });
  expect(heard).not.toContain('lost');
});
