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
  id: 'o',
  kind: 'whole' as const,
  state,
  result: state === 'done' ? result : null,
});

test('a whole order that is done finishes its job', () => {
  expect(nextStep([whole('done')])).toEqual({ kind: 'finished', orderId: 'o', result });
});
test.each(['waiting', 'running', 'failed', 'cancelled'] as const)(
  'a whole order that is %s finishes nothing',
  (state) => {
    expect(nextStep([whole(state)])).toEqual({ kind: 'wait' });
  },
);
