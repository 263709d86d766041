import { diskTrouble } from './disk-space.policy.js';

const GIB = 2 ** 30;

test('says nothing while every disk has room', () => {
  expect(diskTrouble([{ folder: '/data', freeBytes: GIB }], GIB)).toBeUndefined();
  expect(diskTrouble([], GIB)).toBeUndefined();
});

test('names the fullest disk, what is left and what is kept free', () => {
  const rooms = [
    { folder: '/data', freeBytes: 5 * GIB },
    { folder: '/data/files', freeBytes: 300 * 2 ** 20 },
  ];
  expect(diskTrouble(rooms, GIB)).toBe(
    'the disk of /data/files has 300 MiB left, and 1.0 GiB are kept free (FRAMEFARM_SPACE_RESERVE)',
  );
});
