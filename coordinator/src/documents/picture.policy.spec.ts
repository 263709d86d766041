import { base64Of, isOwnAddress } from './picture.policy.js';

test.each([
  ['aGVsbG8=', 'aGVsbG8='],
  ['data:image/png;base64,aGVs\nbG8=', 'aGVsbG8='],
  ['data:;base64,aGVsbG8=', 'aGVsbG8='],
  ['not base64!', undefined],
  ['', undefined],
  ['https://example.com/a.png', undefined],
])('%j is read as %j', (text, expected) => expect(base64Of(text)).toBe(expected));

test('an address of our own picture is recognised, whatever signs it', () => {
  const picture = { key: 'documents/w/d/thumbnail-1.png', contentType: 'image/png' };
  expect(isOwnAddress('http://farm/files/documents/w/d/thumbnail-1.png?sig=old', picture)).toBe(true);
  expect(isOwnAddress('http://farm/files/documents/w/d/thumbnail-2.png', picture)).toBe(false);
  expect(isOwnAddress('http://a/b.png', { url: 'http://a/b.png' })).toBe(false);
});
