import { applyChange, type LiveChange, type LiveJob, type LivePicture } from '@farm/shared/live';
import { difference } from './difference.policy.js';
import { LiveRoom } from './live-room.js';

const job = (id: string, progress: number): LiveJob => ({
  ...{ id, progress, workspaceId: 'w', name: id, kind: 'render', state: 'rendering', stage: 'rendering' },
  ...{ width: 640, height: 360, priority: 0, createdAt: '2026-01-01T00:00:00.000Z', startedAt: null },
});
const picture = (jobs: LiveJob[]): Omit<LivePicture, 'seq'> => ({
  ...{ scope: { kind: 'farm' }, at: '2026-01-01T00:00:00.000Z', jobs },
  ...{ agents: [], queue: [], attempts: [], orders: [], events: [] },
});
const changeOf = (room: LiveRoom): LiveChange => {
  const [delivery] = room.deliver();
  if (!delivery || !('change' in delivery.message)) throw new Error('no change was due');
  return delivery.message.change;
};

describe('the difference of two pictures', () => {
  const before = { ...picture([job('a', 1), job('b', 2), job('c', 3)]), seq: 4 };
  test('what changed, what came and what went; applied it gives the later one', () => {
    const after = { ...picture([job('b', 2), job('c', 9), job('d', 0)]), seq: 7 };
    const change = difference(before, after);
    expect(change).toMatchObject({
      from: 4,
      seq: 7,
      set: { jobs: [job('c', 9), job('d', 0)] },
      gone: { jobs: ['a'] },
    });
    expect(change && applyChange(before, change)).toEqual(after);
  });
  test('none when both show the same', () =>
    expect(difference(before, { ...before, seq: 5 })).toBeUndefined());
  test('a change from another picture is not applied', () => {
    const change = difference(before, { ...picture([]), seq: 5 });
    expect(change && applyChange({ ...before, seq: 3 }, change)).toBeUndefined();
  });
});

describe('a room', () => {
  let room: LiveRoom;
  beforeEach(() => {
    room = new LiveRoom({ kind: 'farm' });
    room.show(picture([job('a', 1)]));
  });

  test('the first message is a whole picture, one for all who came', () => {
    room.enter('x');
    room.enter('y');
    expect(room.deliver()).toEqual([
      { ids: ['x', 'y'], message: { picture: { ...picture([job('a', 1)]), seq: 1 } } },
    ]);
    expect(room.deliver()).toEqual([]);
  });

  test('nothing is sent before the answer; then everything since in one change', () => {
    room.enter('x');
    room.deliver();
    for (const progress of [2, 3, 4]) {
      room.show(picture([job('a', progress)]));
      expect(room.deliver()).toEqual([]);
    }
    room.seen('x', 99);
    expect(room.deliver()).toEqual([]);
    room.seen('x', 1);
    expect(changeOf(room)).toMatchObject({ from: 1, seq: 4, set: { jobs: [job('a', 4)] } });
  });

  test('a picture that shows the same is no news', () => {
    room.enter('x');
    room.deliver();
    room.seen('x', 1);
    room.show({ ...picture([job('a', 1)]), at: '2026-01-01T00:00:09.000Z' });
    expect(room.deliver()).toEqual([]);
  });

  test('there and back again: a change that only moves the number', () => {
    room.enter('x');
    room.deliver();
    room.show(picture([]));
    room.show(picture([job('a', 1)]));
    room.seen('x', 1);
    expect(changeOf(room)).toMatchObject({ from: 1, seq: 3, set: {}, gone: {}, events: [] });
  });

  test('whose line is not free gets nothing, however often it asks; then one whole picture', () => {
    room.enter('x');
    room.deliver();
    for (const progress of [2, 3]) {
      room.show(picture([job('a', progress)]));
      room.lookAgain('x');
      expect(room.deliver(() => false)).toEqual([]);
    }
    expect(room.deliver()).toMatchObject([{ ids: ['x'], message: { picture: { seq: 3 } } }]);
  });

  test('who lost the way gets a whole picture; who left gets nothing', () => {
    room.enter('x');
    room.enter('y');
    room.deliver();
    room.lookAgain('x');
    room.leave('y');
    expect(room.deliver()).toMatchObject([{ ids: ['x'], message: { picture: { seq: 1 } } }]);
    expect(room.size).toBe(1);
  });
});
