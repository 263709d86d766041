import type { OverviewService } from '../../jobs/index.js';
import { SystemClock } from '../../platform/clock.js';
import { EventBus } from '../../platform/events/event-bus.js';
import type { Logger } from '../../platform/logger.js';
import { RecentEvents } from './recent-events.service.js';

test('what happens while names are looked up is told at the next look, with its name', async () => {
  const bus = new EventBus({} as Logger);
  const asked: (readonly string[])[] = [];
  const happens = (jobId: string) =>
    bus.emit('job.changed', { jobId, workspaceId: 'w', state: 'pending', progress: 0 });
  const names = async (ids: readonly string[]) => {
    asked.push(ids);
    if (asked.length === 1) await happens('second');
    return new Map(ids.map((id) => [id, { name: `the ${id}`, kind: 'render' as const }]));
  };
  const events = new RecentEvents({ names } as OverviewService, bus, new SystemClock());
  events.onModuleInit();
  await happens('first');
  expect((await events.look(new Map())).map(({ name }) => name)).toEqual(['the first']);
  expect((await events.look(new Map())).map(({ name }) => name)).toEqual(['the first', 'the second']);
  expect(asked).toEqual([['first'], ['second']]);
});
