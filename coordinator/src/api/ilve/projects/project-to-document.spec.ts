import { projectToChange, projectToReplacement } from './project-to-document.js';

test('a partial change holds what was given, null included', () => {
  expect(projectToChange({ name: 'A', description: null, width: 640.4 })).toEqual({
    name: 'A',
    description: null,
    width: 640,
  });
  expect(projectToChange({})).toEqual({});
});

test('times become dates, an empty list becomes an empty object', () => {
  expect(projectToChange({ last_opened_at: '2026-06-26T00:00:00Z', video_json: [] })).toEqual({
    lastOpenedAt: new Date('2026-06-26T00:00:00Z'),
    body: {},
  });
});

test('bytes win over an address; null in either removes the picture', () => {
  const both = { thumbnail_base64: 'AAAA', thumbnail_url: 'https://a/b.png' };
  expect(projectToChange(both).pictures).toEqual({ thumbnail: { base64: 'AAAA' } });
  expect(projectToChange({ sprite_url: null }).pictures).toEqual({ sprite: null });
  expect(projectToChange({ sprite_url: 'https://a/b.png', sprite_base64: null }).pictures).toEqual({
    sprite: { url: 'https://a/b.png' },
  });
});

test('a replacement clears what its owner left out, and nothing of what the farm notes', () => {
  expect(projectToReplacement({ name: 'A', duration: 2 })).toEqual({
    name: 'A',
    description: null,
    body: null,
    duration: 2,
    width: null,
    height: null,
    pictures: { thumbnail: null, sprite: null },
  });
});
