import { EFFECTS as DEFINED, type Effect, type Layer } from '@farm/shared/scene';
import { effectsOf } from '../../compiler/frames/effect-state.js';
import { decidedParams } from './decided-params.js';
import { drawnArea } from './reach.js';
import { EFFECTS } from './registry.js';
import { runChain } from './run-chain.js';
import { Buffers, runEffect } from './run-effects.js';
import type { Surface } from './surface.js';

const [WIDTH, HEIGHT] = [96, 64];
const WHOLE = { left: 0, top: 0, right: WIDTH, bottom: HEIGHT };
const CLOCK = { sourceTime: 0, time: 0.5, em: 4 };

/** A half transparent, coloured block at the given place of a clear surface. */
function block(left: number, top: number, size = 16): Surface {
  const data = new Uint8Array(WIDTH * HEIGHT * 4);
  for (let y = top; y < top + size; y++)
    for (let x = left; x < left + size; x++)
      data.set([(x * 7) % 128, (y * 5) % 128, 60, 128], (y * WIDTH + x) * 4);
  return { width: WIDTH, height: HEIGHT, data };
}

function states(...effects: Effect[]) {
  const layer = { effects, properties: {}, animations: [] } as unknown as Layer;
  return effectsOf({ layer }, [], CLOCK);
}

const named = (name: string, params: Effect['params'] = {}): Effect => ({ name, enabled: true, params });

function run(name: string, input: Surface): Surface {
  return runChain(states(named(name)), input, new Buffers(WIDTH * HEIGHT * 4));
}

test('every effect of VideoJSON has a kernel, and no other has', () => {
  expect(Object.keys(EFFECTS).sort()).toEqual([...DEFINED.keys()].sort());
});

describe.each([...DEFINED.keys()])('%s', (name) => {
  const [state] = states(named(name));
  const build = EFFECTS[name];
  if (!state || !build) throw new Error(`${name} must be known.`);
  const frame = { width: WIDTH, height: HEIGHT, time: 0.5, tick: 30 };

  test.each([
    [40, 24],
    [0, 0],
    [80, 48],
  ])('what is left out because it is out of reach is clear anyway, at (%d, %d)', (left, top) => {
    const input = block(left, top);
    const buffers = new Buffers(WIDTH * HEIGHT * 4);
    const whole = runEffect(build, decidedParams(state), frame, input, { buffers, area: WHOLE });
    expect(Buffer.compare(run(name, block(left, top)).data, whole.data)).toBe(0);
  });

  test('colour never exceeds alpha', () => {
    const { data } = run(name, block(40, 24));
    for (let i = 0; i < data.length; i += 4) {
      const brightest = Math.max(data[i] ?? 0, data[i + 1] ?? 0, data[i + 2] ?? 0);
      if (brightest > (data[i + 3] ?? 0))
        throw new Error(`Pixel ${i / 4} of ${name} shines beyond its alpha.`);
    }
  });
});

test('a chain reuses its buffers', () => {
  const buffers = new Buffers(WIDTH * HEIGHT * 4);
  const taken = new Set<Uint8Array>();
  const take = buffers.take.bind(buffers);
  buffers.take = () => {
    const buffer = take();
    taken.add(buffer);
    return buffer;
  };
  const chain = states(...Array.from({ length: 6 }, () => named('gaussianBlur', { radius: 1 })));
  for (let frame = 0; frame < 4; frame++) {
    const data = buffers.take();
    data.set(block(40, 24).data);
    buffers.give(runChain(chain, { width: WIDTH, height: HEIGHT, data }, buffers).data);
  }
  expect(taken.size).toBeLessThanOrEqual(3);
});

test('the drawn area of a surface', () => {
  expect(drawnArea(block(40, 24))).toEqual({ left: 40, top: 24, right: 56, bottom: 40 });
  const { left, right } = drawnArea({ width: 4, height: 4, data: new Uint8Array(64) });
  expect(left).toBeGreaterThanOrEqual(right);
});
