import { createCanvas } from '@napi-rs/canvas';
import type { Layer, TimedLayer } from '@farm/shared/scene';
import type { Rect } from '@farm/shared/geometry';
import { createPainter } from './create-painter.js';
import type { Painter } from './painter.types.js';

const CANVAS = { width: 320, height: 180 };
const WHOLE: Rect = { x: 0, y: 0, ...CANVAS };

function timed(
  kind: Layer['kind'],
  properties: Layer['properties'],
  more: Record<string, unknown> = {},
): TimedLayer {
  const { children = [], ...rest } = more;
  const named: Record<string, unknown> = {
    kind,
    id: 'a',
    path: 'layers[0]',
    number: 1,
    enabled: true,
    start: 0,
    sourceDuration: 2,
    sourceStart: 0,
    sourceEnd: 0,
    speed: 1,
    properties,
    animations: [],
    effects: [],
    shape: 'rectangle',
    source: 's',
    ...rest,
  };
  return {
    layer: named as unknown as Layer,
    startFrame: 0,
    endFrame: 60,
    start: 0,
    length: 2,
    sourceDuration: 2,
    children: children as TimedLayer[],
  };
}

const photo = createCanvas(64, 48);
photo.getContext('2d').fillStyle = '#c04020';
photo.getContext('2d').fillRect(0, 0, 64, 48);

function painterOf(...layers: TimedLayer[]): Painter {
  return createPainter({
    ...CANVAS,
    fps: { num: 30, den: 1 },
    layers,
    resources: { still: () => photo, videoFrame: () => photo },
  });
}

function pixels(painter: Painter, frame: number, region: Rect): Uint8ClampedArray {
  const ctx = createCanvas(region.width, region.height).getContext('2d');
  painter.paint(frame, ctx, region);
  return ctx.getImageData(0, 0, region.width, region.height).data;
}

/** Colour times alpha of pixel `i`, and the alpha: faint pixels say little about their colour. */
function premultiplied(data: Uint8ClampedArray, i: number): number[] {
  const [r = 0, g = 0, b = 0, a = 0] = data.subarray(i * 4, i * 4 + 4);
  return [(r * a) / 255, (g * a) / 255, (b * a) / 255, a];
}

/** Smallest rectangle around everything that was drawn. */
function drawnBox(data: Uint8ClampedArray): Rect | undefined {
  let [left, top, right, bottom] = [Infinity, Infinity, -1, -1];
  for (let i = 3; i < data.length; i += 4) {
    if (data[i] === 0) continue;
    const x = ((i - 3) / 4) % CANVAS.width;
    const y = Math.floor((i - 3) / 4 / CANVAS.width);
    [left, right, top, bottom] = [
      Math.min(left, x),
      Math.max(right, x),
      Math.min(top, y),
      Math.max(bottom, y),
    ];
  }
  return right < 0 ? undefined : { x: left, y: top, width: right - left + 1, height: bottom - top + 1 };
}

const CASES: [string, TimedLayer, number][] = [
  ['a word', timed('text', { text: 'Hamburg', fontSize: 8 }), 8],
  [
    'a stroked word with a shadow',
    timed('text', {
      text: 'Ågj',
      fontSize: 12,
      textStroke: true,
      textStrokeWidth: 0.1,
      textShadow: true,
      textShadowBlur: 0.2,
      textShadowOffset: [0.2, 0.1],
    }),
    46,
  ],
  ['emoji and stacked marks', timed('text', { text: 'Ệ🚀', fontSize: 12 }), 28],
  [
    'a padded pill',
    timed('text', {
      text: 'x',
      fontSize: 8,
      backgroundColor: '#fff',
      padding: 0.5,
      borderRadius: { n: 999, unit: 'px' },
    }),
    3,
  ],
  ['a turned box', timed('shape', { width: 30, height: 20, rotation: 30 }), 4],
  [
    'a star with an outer stroke',
    timed('shape', { width: 40, height: 40, strokeWidth: 3, strokeAlignment: 'outer' }, { shape: 'star' }),
    20,
  ],
  [
    'a box with shadow and outline',
    timed('shape', {
      width: 30,
      height: 20,
      boxShadow: true,
      boxShadowBlur: 3,
      boxShadowOffset: [2, -1],
      boxShadowSpread: 1,
      outlineStyle: 'solid',
      outlineWidth: 1,
      outlineOffset: 1,
    }),
    14,
  ],
  ['a blurred photo', timed('image', { scale: 0.4, filterBlur: 2, rotation: 10 }), 20],
  ['a blurred, squeezed photo', timed('image', { scale: [0.4, 0.2], filterBlur: 2, rotation: 40 }), 30],
  [
    'a group of a turned photo',
    timed(
      'group',
      { scale: 0.5, rotation: 15 },
      { children: [timed('image', { scale: 0.3, position: [0.3, 0.4] })] },
    ),
    8,
  ],
  ['half off the canvas', timed('shape', { width: 60, height: 60, position: [0, 0] }), 2],
];

describe('bounds', () => {
  test.each(CASES)('%s: nothing is drawn outside, and little is left empty inside', (_name, layer, slack) => {
    const painter = painterOf(layer);
    const bounds = painter.bounds(0) as Rect;
    const drawn = drawnBox(pixels(painter, 0, WHOLE)) as Rect;
    expect(bounds.x).toBeLessThanOrEqual(drawn.x);
    expect(bounds.y).toBeLessThanOrEqual(drawn.y);
    expect(bounds.x + bounds.width).toBeGreaterThanOrEqual(drawn.x + drawn.width);
    expect(bounds.y + bounds.height).toBeGreaterThanOrEqual(drawn.y + drawn.height);
    expect(bounds.width - drawn.width).toBeLessThanOrEqual(slack);
    expect(bounds.height - drawn.height).toBeLessThanOrEqual(slack);
    expect([bounds.x, bounds.y, bounds.width, bounds.height].every(Number.isInteger)).toBe(true);
  });

  test.each(CASES)('%s: a region holds what the whole frame has there', (_name, layer) => {
    const whole = pixels(painterOf(layer), 0, WHOLE);
    const region = { x: 101, y: 63, width: 90, height: 70 };
    const part = pixels(painterOf(layer), 0, region);
    let odd = 0;
    for (let y = 0; y < region.height; y++)
      for (let x = 0; x < region.width; x++) {
        const there = premultiplied(whole, (y + region.y) * CANVAS.width + x + region.x);
        const here = premultiplied(part, y * region.width + x);
        if (there.some((value, i) => Math.abs(value - (here[i] ?? 0)) > 64)) odd++;
      }
    // Skia smooths slanted edges another way when they are clipped: edge pixels may differ a little.
    expect(odd).toBe(0);
  });

  test('nothing drawn, no bounds', () => {
    expect(painterOf(timed('shape', { opacity: 0 })).bounds(0)).toBeUndefined();
    expect(painterOf(timed('shape', { position: [3, 3] })).bounds(0)).toBeUndefined();
    expect(painterOf(timed('shape', { visible: false })).bounds(0)).toBeUndefined();
    expect(painterOf(timed('shape', {})).bounds(60)).toBeUndefined();
  });
});

describe('key', () => {
  const fade = { name: 'fade', duration: 0.5, params: {} };
  test('changes while a transition runs and rests after it', () => {
    const painter = painterOf(timed('shape', { width: 30, height: 20 }, { transitionIn: fade }));
    expect(painter.key(3)).not.toBe(painter.key(4));
    expect(painter.key(20)).toBe(painter.key(40));
    expect(painter.key(60)).not.toBe(painter.key(40));
  });

  test('follows keyframes of group children', () => {
    const animations = [
      {
        property: 'fill',
        keyframes: [
          { time: 0, value: '#f00' },
          { time: 1, value: '#00f' },
        ],
      },
    ];
    const painter = painterOf(timed('group', {}, { children: [timed('shape', {}, { animations })] }));
    expect(painter.key(3)).not.toBe(painter.key(4));
    expect(painter.key(31)).toBe(painter.key(50));
  });
});

describe('paint', () => {
  const at = (data: Uint8ClampedArray, x: number, y: number): number[] => [
    ...data.subarray((y * 320 + x) * 4, (y * 320 + x) * 4 + 4),
  ];

  test('children of a group are cut at the canvas before the group moves', () => {
    const child = timed('shape', { width: 200, height: 20, position: [1, 0.5], fill: '#fff' });
    const data = pixels(
      painterOf(timed('group', { position: [0.25, 0.5] }, { children: [child] })),
      0,
      WHOLE,
    );
    expect(at(data, 230, 90)).toEqual([255, 255, 255, 255]);
    expect(at(data, 250, 90)).toEqual([0, 0, 0, 0]);
  });

  test('opacity acts on the layer as a whole', () => {
    const data = pixels(
      painterOf(
        timed('shape', {
          width: 40,
          height: 40,
          fill: '#fff',
          strokeWidth: 10,
          strokeColor: '#fff',
          opacity: 0.5,
        }),
      ),
      0,
      WHOLE,
    );
    expect(at(data, 160, 90)[3]).toBe(at(data, 127, 90)[3]);
  });

  test('a picture with a box of its own is cropped to it', () => {
    const data = pixels(painterOf(timed('image', { width: 20, height: 50, fit: 'cover' })), 0, WHOLE);
    expect(drawnBox(data)).toEqual({ x: 142, y: 45, width: 36, height: 90 });
  });

  test('videos that a frame needs are named, those of groups as well', () => {
    const video = timed('video', {}, { sourceStart: 1, speed: 2, path: 'layers[0].children[0]' });
    const [need] = painterOf(timed('group', {}, { children: [video] })).videos(15);
    expect(need?.timed).toBe(video);
    expect(need?.sourceTime).toBeCloseTo(2, 9);
  });

  test('an unknown family is drawn with Noto Sans and said once', () => {
    const painter = painterOf(timed('text', { text: 'x', fontFamily: 'Nosuch Grotesk' }));
    const plain = painterOf(timed('text', { text: 'x', fontFamily: 'noto sans' }));
    expect(Buffer.from(pixels(painter, 0, WHOLE)).equals(Buffer.from(pixels(plain, 0, WHOLE)))).toBe(true);
    painter.key(1);
    expect(painter.warnings).toHaveLength(1);
    expect(painter.warnings[0]).toMatchObject({ code: 'font-replaced', path: 'layers[0]' });
    expect(plain.warnings).toHaveLength(0);
  });
});

describe('letters that no font has', () => {
  // An unassigned code point of plane 2: no machine has it.
  const UNKNOWN = '\u{2fffd}';

  test('are warned about once for each layer', () => {
    const painter = painterOf(timed('text', { text: `Hi ${UNKNOWN}` }));
    painter.key(0);
    painter.key(30);
    expect(painter.warnings).toMatchObject([{ code: 'letters-missing', path: 'layers[0]' }]);
    expect(painter.warnings[0]?.message).toContain(UNKNOWN);
  });

  test.each(['Hi there', 'Привет Ελληνικά', '😀👩‍👩‍👧', 'e\u0301 \u200f\u00a0…'])('%s: all are there', (text) => {
    const painter = painterOf(timed('text', { text }));
    painter.key(0);
    expect(painter.warnings).toEqual([]);
  });
});
