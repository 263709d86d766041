import { findLocalMedia, mapLocalMedia } from './local-media.js';

const paths = (document: unknown) =>
  findLocalMedia(document, '/scenes').map(({ where, file }) => [where, file]);

describe('media that a scene names by path', () => {
  test('relative paths start at the folder of the scene, absolute ones stay', () => {
    const layers = [
      { type: 'image', src: 'a.png' },
      { type: 'video', settings: { source: '/media/b.mp4' } },
      { type: 'audio', url: '../c.wav' },
    ];
    expect(paths({ layers })).toEqual([
      ['layers[0].src', '/scenes/a.png'],
      ['layers[1].settings.source', '/media/b.mp4'],
      ['layers[2].url', '/c.wav'],
    ]);
  });

  test.each([
    'https://example.com/a.png',
    'HTTP://x/a.png',
    'data:image/png;base64,AA',
    'blob:x',
    '//host/a.png',
    '',
  ])('%p is no path', (src) => expect(paths({ layers: [{ type: 'image', src }] })).toEqual([]));

  test('a file: address is a path', () => {
    expect(paths({ layers: [{ type: 'image', src: 'file:///m/a%20b.png' }] })).toEqual([
      ['layers[0].src', '/m/a b.png'],
    ]);
  });

  test('groups are searched, wrapped documents too', () => {
    const group = { type: 'group', children: [{ type: 'group', layers: [{ type: 'image', src: 'x.png' }] }] };
    expect(paths({ videoJSON: { layers: [group] } })).toEqual([
      ['videoJSON.layers[0].children[0].layers[0].src', '/scenes/x.png'],
    ]);
  });

  test('text layers and other fields are left alone', () => {
    expect(paths({ url: 'x', layers: [{ type: 'text', text: 'a.png', src: 'b.png' }, null, 'x'] })).toEqual(
      [],
    );
  });

  test('the copy holds the answers and the original is not touched', () => {
    const document = { name: 'n', layers: [{ type: 'image', src: 'a.png', style: { fit: 'cover' } }] };
    const before = structuredClone(document);
    expect(mapLocalMedia(document, '/s', ({ file }) => `https://farm${file}`)).toEqual({
      name: 'n',
      layers: [{ type: 'image', src: 'https://farm/s/a.png', style: { fit: 'cover' } }],
    });
    expect(document).toEqual(before);
  });

  test.each([null, 'text', 5, [], { layers: 'no list' }])('%p has none and does not throw', (document) => {
    expect(findLocalMedia(document, '/s')).toEqual([]);
  });
});
