import type { WorkResult } from '@farm/shared/wire';
import type { OrderState } from './orders/work-order.state.js';
import { nextStep } from './next-orders.policy.js';

const result: WorkResult = {
  kind: 'whole',
  files: [],
  facts: { width: 640, height: 360, fps: 30, frames: 60, duration: 2, videoCodec: 'h264', audioCodec: null },
  warnings: [],
  renderedWith: { engine: 'cpu', encoder: 'libx264', ffmpeg: '8.0', renderSeconds: 1, totalSeconds: 2 },
};
const whole = (state: OrderState) => ({
  kind: 'whole' as const,
  state,
  result: state === 'done' ? result : null,
  payload: {},
});
const delivery = (state: OrderState, outputId = 'x') => ({
  kind: 'deliver' as const,
  state,
  result: null,
  payload: { outputId },
});

test('a whole order that is done finishes its job', () => {
  expect(nextStep([whole('done')])).toEqual({ kind: 'finished', result });
});
test.each(['waiting', 'running', 'failed', 'cancelled'] as const)(
  'a whole order that is %s finishes nothing',
  (state) => {
    expect(nextStep([whole(state)])).toEqual({ kind: 'wait' });
  },
);

describe('a film that goes to destinations', () => {
  const outputs = [
    { id: 'x', status: 'pending' as const },
    { id: 'y', status: 'pending' as const },
  ];
  test('is sent to each once it is made', () => {
    expect(nextStep([whole('running')], outputs)).toEqual({ kind: 'wait' });
    expect(nextStep([whole('done')], outputs)).toEqual({ kind: 'deliver', outputIds: ['x', 'y'] });
    expect(nextStep([whole('done'), delivery('running')], outputs)).toEqual({
      kind: 'deliver',
      outputIds: ['y'],
    });
  });
  test('is finished when each was tried, well or badly', () => {
    const tried = [
      { id: 'x', status: 'completed' as const },
      { id: 'y', status: 'failed' as const },
    ];
    const orders = [whole('done'), delivery('done'), delivery('running', 'y')];
    expect(nextStep(orders, tried)).toEqual({ kind: 'wait' });
    expect(nextStep([whole('done'), delivery('done'), delivery('failed', 'y')], tried)).toEqual({
      kind: 'finished',
      result,
    });
  });
});

test('a film that could not be joined is finished by the order in its place', () => {
  const stitch = { kind: 'stitch' as const, state: 'failed' as const, result: null, payload: {} };
  expect(nextStep([stitch, whole('running')])).toEqual({ kind: 'wait' });
  expect(nextStep([stitch, whole('done')])).toEqual({ kind: 'finished', result });
});
