import { EventBus } from './events/event-bus.js';
import { HealthRegistry } from './health/health-registry.js';
import { createLogger } from './logger.js';
import { hideSecrets } from './redact.policy.js';

const silent = createLogger({ logLevel: 'silent', logFormat: 'json' });

test.each([
  ['/files/a?expires=1&sig=abc&name=x', '/files/a?expires=1&sig=[hidden]&name=x'],
  ['postgres://me:pw@host/db?token=1', 'postgres://[hidden]@host/db?token=[hidden]'],
  ['https://x/?X-Amz-Signature=abc', 'https://x/?X-Amz-Signature=[hidden]'],
  ['nothing to hide', 'nothing to hide'],
])('%s is logged as %s', (text, expected) => expect(hideSecrets(text)).toBe(expected));

describe('events', () => {
  const event = { agentId: 'a' };

  test('after the fact: every listener hears, a failing one changes nothing', async () => {
    const bus = new EventBus(silent);
    const heard: string[] = [];
    bus.on('agent.available', () => {
      throw new Error('no');
    });
    const off = bus.on('agent.available', ({ agentId }) => void heard.push(agentId));
    await bus.emit('agent.available', event);
    off();
    await bus.emit('agent.available', event);
    expect(heard).toEqual(['a']);
  });

  test('in a transaction: a failing listener undoes it', async () => {
    const bus = new EventBus(silent);
    bus.on('agent.available', () => Promise.reject(new Error('no')));
    await expect(bus.emit('agent.available', event, {} as never)).rejects.toThrow('no');
  });
});

test('health measures every part and survives those that fail', async () => {
  const health = new HealthRegistry();
  health.add('good', async () => undefined);
  health.add('bad', () => Promise.reject(new Error('it is away')));
  expect(await health.all()).toEqual({
    good: { status: 'ok', latencyMs: expect.any(Number), error: null },
    bad: { status: 'error', latencyMs: expect.any(Number), error: 'it is away' },
  });
});
