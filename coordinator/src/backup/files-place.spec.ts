import { filesFolderOf, isInside } from './files-place.js';

test('the files are in the data folder, or where FRAMEFARM_FILES says', () => {
  expect(filesFolderOf({ dataDir: '/farm', filesDir: undefined })).toBe('/farm/files');
  expect(filesFolderOf({ dataDir: '/farm', filesDir: '/disk/films' })).toBe('/disk/films');
  expect(filesFolderOf({ dataDir: '/farm', filesDir: '/farm/apart' })).toBe('/farm/apart');
});

test.each(['/srv/farm', '/srv', '/'])('files in %s would be database and secrets too', (filesDir) => {
  expect(() => filesFolderOf({ dataDir: '/srv/farm', filesDir })).toThrow(
    /holds the data folder \/srv\/farm/,
  );
});

test('a name that begins alike is another folder', () => {
  expect(isInside('/srv/farm-files', '/srv/farm')).toBe(false);
  expect(isInside('/srv/farm/..files', '/srv/farm')).toBe(true);
  expect(isInside('/srv/farm', '/srv/farm')).toBe(true);
});
