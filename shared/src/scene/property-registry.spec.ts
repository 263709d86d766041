import { EFFECTS, TRANSITIONS } from './preset-registry.js';
import { defaultOf, propertiesOf, propertyOf } from './property-registry.js';

describe('the property registry', () => {
  test('knows the reference properties of every kind, and our extensions', () => {
    const sizes = (['text', 'captions', 'image', 'video', 'audio', 'shape', 'group'] as const).map(
      (kind) => propertiesOf(kind).size,
    );
    expect(sizes).toEqual([57, 57, 35, 36, 4, 43, 31]);
  });

  test.each([
    ['text', 'fontSize', 'length', 4, ['em', 'px'], true],
    ['text', 'fontWeight', 'weight', 600, [], true],
    ['text', 'textShadow', 'switch', false, [], false],
    ['text', 'textShadowColor', 'color', '#000000', [], true],
    ['text', 'lineHeight', 'length', 1, ['', 'em', 'px'], true],
    ['image', 'position', 'point', [0.5, 0.5], [], true],
    ['image', 'borderRadius', 'sides', 0, ['em', 'px', '%'], true],
    ['shape', 'fill', 'color', '#ffffff', [], true],
    ['shape', 'strokeAlignment', 'option', 'inner', [], false],
    ['shape', 'sides', 'number', 6, [], false],
    ['group', 'filterHueRotate', 'angle', 0, ['deg'], true],
    ['audio', 'volume', 'number', 1, [], true],
  ] as const)('%s.%s', (kind, name, type, value, units, animatable) => {
    expect(propertyOf(kind, name)).toMatchObject({ type, default: value, units, animatable });
  });

  test('images and videos differ in how they fit', () => {
    expect([defaultOf('image', 'fit'), defaultOf('video', 'fit')]).toEqual(['contain', 'cover']);
  });

  test('names from Object.prototype are not properties', () => {
    expect(propertyOf('text', 'constructor')).toBeUndefined();
    expect(defaultOf('text', '__proto__')).toBeUndefined();
  });
});

describe('the preset registries', () => {
  test('hold 42 effects and 27 transitions with their parameters', () => {
    expect([EFFECTS.size, TRANSITIONS.size]).toEqual([42, 27]);
    expect(TRANSITIONS.get('slideLeft')).toMatchObject({ defaultEasing: 'easeOut', category: 'visual' });
    expect(TRANSITIONS.get('slideLeft')?.params.get('distance')).toMatchObject({
      type: 'number',
      default: 0.12,
    });
    expect(EFFECTS.get('vignette')?.params.get('shape')?.options).toEqual(['circle', 'ellipse', 'rectangle']);
    expect(EFFECTS.get('gaussianBlur')?.params.get('radius')).toMatchObject({ unit: 'em', default: 0.4 });
  });
});
