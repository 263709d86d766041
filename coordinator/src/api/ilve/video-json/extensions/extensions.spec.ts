import { aDocument, aText, anImage } from '../../../../../../test/factories/scene.factory.js';
import { videoJsonToScene } from '../video-json-to-scene.js';

const aVideo = (change: object): object => ({ type: 'video', src: 'https://media.example/a.mp4', ...change });

function accept(layer: object): { layer: Record<string, unknown>; warned: string[] } {
  const result = videoJsonToScene(aDocument(layer));
  if (!result.ok) throw new Error(JSON.stringify(result.issues));
  const [first] = result.scene.layers;
  return { layer: { ...first }, warned: result.warnings.map(({ message }) => message) };
}

function refuse(layer: object): string[] {
  const result = videoJsonToScene(aDocument(layer));
  if (result.ok) throw new Error('was accepted');
  return result.issues.map(({ path, message }) => `${path} | ${message}`);
}

describe('extensions of a layer', () => {
  test.each([
    [aVideo({ loop: 3 }), { loop: 3 }],
    [aVideo({ loop: -1 }), { loop: 'forever' }],
    [aVideo({ loop: true, hold: 0 }), { loop: 'forever' }],
    [aVideo({ sourceStart: -2 }), { sourceStart: -2 }],
    [aText({ hold: '500ms' }), { hold: 0.5 }],
    [aText({ fadeIn: 1, fadeOut: '15f' }), { transitionIn: fade(1), transitionOut: fade(0.5) }],
    [
      anImage({ crop: { x: 10, width: '50%', height: '90px' } }),
      { crop: { x: 10, y: 0, width: { n: 50, unit: '%' }, height: 90 } },
    ],
  ])('%j', (given, expected) => {
    const { layer, warned } = accept(given);
    expect(layer).toMatchObject(expected);
    expect(warned).toEqual([]);
  });

  test('false is none', () => {
    const { layer } = accept(aVideo({ loop: false, fadeIn: 0 }));
    expect(Object.keys(layer)).not.toContain('loop');
    expect(Object.keys(layer)).not.toContain('transitionIn');
  });

  test.each([
    [aVideo({ loop: 0.5 }), 'layers[1].loop | layer 2 (video): loop must be true, "forever" or how often'],
    [aText({ hold: -1 }), 'layers[1].hold | layer 2 (text): hold must be seconds from 0 to 21600'],
    [aText({ sourceStart: -1 }), 'layers[1].sourceStart | layer 2 (text): sourceStart must not be negative'],
    [
      aText({ fadeIn: 1, transitionIn: { transition: 'zoom' } }),
      'layers[1].fadeIn | layer 2 (text): fadeIn and transitionIn are both given; keep one of them.',
    ],
    [anImage({ crop: 5 }), 'layers[1].crop | layer 2 (image): crop must be an object such as {"x": 100,'],
    [
      anImage({ crop: { width: 0 } }),
      'layers[1].crop.width | layer 2 (image): crop.width must be source pixels above 0',
    ],
    [
      anImage({ crop: { x: "1'[in]movie=/etc/passwd" } }),
      'layers[1].crop.x | layer 2 (image): crop.x must be source pixels from 0 on',
    ],
  ])('%j is refused', (given, sentence) => {
    const [issue, ...more] = refuse(given);
    expect(issue).toContain(sentence);
    expect(more).toEqual([]);
  });

  test('what does not fit the layer, or is not known, is told', () => {
    expect(accept(aText({ loop: 2 })).warned[0]).toBe(
      'layer 2 (text): loop is for video or audio layers and is ignored here.',
    );
    expect(accept(anImage({ crop: { widht: 5 } })).warned[0]).toBe(
      'layer 2 (image): crop has no "widht"; did you mean "width"?',
    );
  });
});

function fade(duration: number): object {
  return { name: 'fade', duration, params: {} };
}
