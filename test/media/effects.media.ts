import { join } from 'node:path';
import { createCanvas } from '@napi-rs/canvas';
import { resolveTimeline, type Effect, type Layer } from '@farm/shared/scene';
import { compile } from '../../agent/src/compiler/index.js';
import { renderScene } from '../../agent/src/render/index.js';
import { frameOf, painterOf } from './golden/painted.js';
import { counterOf, lumaFrames } from './pictures.js';
import { capabilities, inputOf, layer, scene } from './scenes.js';

const effect = (name: string, params: Effect['params'] = {}, enabled = true): Effect => ({
  name,
  enabled,
  params,
});
/** A red square of 180 pixels in the middle of 640×360. */
const square = (more: Record<string, unknown> = {}, properties: Record<string, unknown> = {}): Layer =>
  layer('shape', { ...more, properties: { width: 50, height: 50, fill: '#ff0000', ...properties } });
const CLEAR = [0, 0, 0, 0];
const RED = [255, 0, 0, 255];
const CYAN = [0, 255, 255, 255];
const WHOLE = { x: 0, y: 0, width: 640, height: 360 };

describe('effects on layers', () => {
  test('they run in their order on the layer alone; disabled ones do not', () => {
    const one = frameOf(painterOf([square({ effects: [effect('invert')] })]), 0);
    expect([one(320, 180), one(10, 10)]).toEqual([CYAN, CLEAR]);
    const two = [effect('invert'), effect('vignette', {}, false), effect('invert')];
    expect(frameOf(painterOf([square({ effects: two })]), 0)(320, 180)).toEqual(RED);
  });

  test('coordinates are those of the canvas, not of the layer', () => {
    const effects = [effect('wipeMask', { progress: 0.5, softness: 0.001 })];
    const at = frameOf(painterOf([square({ effects }, { position: [0.4, 0.5] })]), 0);
    // The square reaches from 166 to 346; the wipe stands at 320.
    expect([at(310, 180), at(330, 180)]).toEqual([RED, CLEAR]);
  });

  test('opacity comes before effects, blending after them', () => {
    const effects = [effect('invert')];
    const half = frameOf(painterOf([square({ effects }, { opacity: 0.5 })]), 0)(320, 180);
    expect(half[3]).toBeGreaterThanOrEqual(127);
    expect(half[3]).toBeLessThanOrEqual(128);
    const below = square({}, { fill: '#ffff00' });
    const blended = frameOf(painterOf([below, square({ effects }, { blendMode: 'multiply' })]), 0);
    expect(blended(320, 180)).toEqual([0, 255, 0, 255]);
  });

  test('a group’s effects act on its children after its transform', () => {
    const group = layer('group', {
      children: [square()],
      effects: [effect('invert'), effect('wipeMask', { progress: 0.5, softness: 0.001 })],
      properties: { scale: 0.5 },
    });
    const at = frameOf(painterOf([group]), 0);
    expect([at(310, 180), at(330, 180), at(240, 180)]).toEqual([CYAN, CLEAR, CLEAR]);
  });

  test('parameters follow their keyframes', () => {
    const keyframes = [
      { time: 0, value: 0 },
      { time: 1, value: 1 },
    ];
    const animations = [{ property: 'effects.invert.amount', keyframes }];
    const painter = painterOf([square({ effects: [effect('invert')], animations })]);
    expect(frameOf(painter, 0)(320, 180)).toEqual(RED);
    expect(frameOf(painter, 15)(320, 180)).toEqual([128, 128, 128, 255]);
    expect(frameOf(painter, 30)(320, 180)).toEqual(CYAN);
    expect(painter.key(10)).not.toBe(painter.key(11));
  });

  test('the whole canvas may be touched; only flickering effects make every frame new', () => {
    const still = painterOf([square({ effects: [effect('vignette')] })]);
    expect(still.bounds(0)).toEqual(WHOLE);
    expect(still.key(5)).toBe(still.key(6));
    const grainy = painterOf([square({ effects: [effect('filmGrain')] })]);
    expect(grainy.key(5)).not.toBe(grainy.key(6));
  });

  test('a part of the canvas shows the same as the whole', () => {
    const painter = painterOf([square({ effects: [effect('gaussianBlur', { radius: 3 })] })]);
    const ctx = createCanvas(40, 20).getContext('2d');
    painter.paint(0, ctx, { x: 210, y: 170, width: 40, height: 20 });
    const part = [...ctx.getImageData(20, 10, 1, 1).data];
    expect(part).toEqual(frameOf(painter, 0)(230, 180));
    expect(part[3]).toBeGreaterThan(100);
    expect(part[3]).toBeLessThan(255);
  });

  test('two layers with effects do not disturb each other', () => {
    const left = square({ effects: [effect('invert')] }, { position: [0.25, 0.5] });
    const right = square({ effects: [effect('pixelate')] }, { position: [0.75, 0.5] });
    const at = frameOf(painterOf([left, right]), 3);
    expect([at(160, 180), at(480, 180)]).toEqual([CYAN, RED]);
  });
});

describe('effects of the composition', () => {
  test('they act on the finished frame, background included', () => {
    const made = scene([square()], {
      duration: 1,
      backgroundColor: '#0000ff',
      frame: { properties: {}, animations: [], effects: [effect('invert')] },
    });
    const timeline = resolveTimeline(made, {});
    const plan = compile({ scene: made, timeline, facts: {}, capabilities: capabilities() });
    const [plane] = plan.planes;
    if (plane?.kind !== 'painted') throw new Error('The finished frame must be painted.');
    expect(plane.layers[0]?.layer.properties.backgroundColor).toBe('#0000ff');
    const [group] = plane.layers;
    if (!group) throw new Error('There must be a group around everything.');
    const at = frameOf(painterOf([{ ...group.layer, start: 0 }], {}), 0);
    expect([at(10, 10), at(320, 180)]).toEqual([[255, 255, 0, 255], CYAN]);
  });
});

describe('reveals', () => {
  /** The reference lets the hidden part shine through (videojson.md 5.1); here it is hidden. */
  test.each(['scanReveal', 'radialReveal'])('%s hides what it has not reached', (name) => {
    const effects = [effect(name, { progress: 0.3 })];
    const at = frameOf(painterOf([square({ effects }, { width: 300, height: 100 })]), 0);
    expect(at(600, 20)).toEqual(CLEAR);
    const seen = name === 'scanReveal' ? at(20, 180) : at(320, 180);
    expect(seen).toEqual(RED);
  });

  test('burnDissolve leaves no more than a veil of ash', () => {
    const at = (progress: number) => {
      const effects = [effect('burnDissolve', { progress, ashAmount: 0.4 })];
      return frameOf(painterOf([square({ effects }, { width: 300, height: 100 })]), 0)(320, 180);
    };
    expect(at(0)[3]).toBeLessThanOrEqual(Math.ceil(0.4 * 0.4 * 255));
    expect(at(1)).toEqual(RED);
  });
});

describe('layers in space', () => {
  test('turning makes the far side smaller', () => {
    const at = frameOf(painterOf([square({}, { rotation: [0, 0, 60], width: 80, height: 80 })]), 0);
    const height = (x: number) =>
      Array.from({ length: 360 }, (_, y) => at(x, y)[3] ?? 0).filter((alpha) => alpha > 127).length;
    expect(height(260)).toBeGreaterThan(height(365) + 40);
    expect(height(365)).toBeGreaterThan(100);
  });

  test('bounds hold every touched pixel', () => {
    const painter = painterOf([square({}, { rotation: [15, 40, 30], position: [0.3, 0.4, 10] })]);
    const bounds = painter.bounds(0) ?? { x: 0, y: 0, width: 0, height: 0 };
    const at = frameOf(painter, 0);
    const touched = Array.from({ length: 640 * 360 }, (_, i) => [i % 640, Math.floor(i / 640)] as const)
      .filter(([x, y]) => (at(x, y)[3] ?? 0) > 0)
      .filter(([x, y]) => {
        const right = bounds.x + bounds.width;
        return x < bounds.x || x >= right || y < bounds.y || y >= bounds.y + bounds.height;
      });
    expect(touched).toEqual([]);
    expect(bounds.width).toBeLessThan(400);
  });

  test('what is behind the eye is not drawn', () => {
    const behind = painterOf([square({}, { position: [0.5, 0.5, 150] })]);
    expect(behind.bounds(0)).toBeUndefined();
    expect(frameOf(behind, 0)(320, 180)).toEqual(CLEAR);
  });

  test('depth alone stays a crisp enlargement', () => {
    const at = frameOf(painterOf([square({}, { position: [0.5, 0.5, 50] })]), 0);
    expect([at(320 - 179, 180), at(320 - 181, 180)]).toEqual([RED, CLEAR]);
  });
});

describe('effects in films', () => {
  test('a video runs through its effects frame by frame, over one that ffmpeg places', async () => {
    const video = (effects: Effect[], properties = {}) =>
      layer('video', { source: 'counter.mp4', sourceDuration: 1, effects, properties });
    // The wipe leaves the upper layer's left half: five of the ten bits.
    const wiped = [effect('invert'), effect('wipeMask', { progress: 0.5, softness: 0.0001 })];
    const input = inputOf(scene([video([]), video(wiped)], { duration: 1 }));
    const outFile = join(input.workDir, 'out.mp4');
    const { plan } = await renderScene({ ...input, outFile, stallSeconds: 60 });
    expect(plan.layers.map(({ reason }) => reason)).toEqual([
      'native: ffmpeg places it exactly',
      'painted: effects',
    ]);
    const counted = lumaFrames(outFile, 640, 360).map((luma) => counterOf(luma, 640));
    expect(counted).toEqual(Array.from({ length: 30 }, (_, n) => n ^ 0b11111));
  }, 60_000);
});
