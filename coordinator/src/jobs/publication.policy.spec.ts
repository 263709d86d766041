import type { WorkResult } from '@farm/shared/wire';
import type { Job } from './job.types.js';
import { publication } from './publication.policy.js';

const file = (role: 'master' | 'poster') => ({
  role,
  key: `k/${role}`,
  sizeBytes: 5,
  sha256: 's',
  contentType: 'c',
});
const result: WorkResult = {
  kind: 'whole',
  files: [file('master'), file('poster')],
  facts: { width: 640, height: 360, fps: 30, frames: 60, duration: 2, videoCodec: 'h264', audioCodec: 'aac' },
  warnings: [{ code: 'FONT', message: 'replaced' }],
  renderedWith: { engine: 'cpu', encoder: 'libx264', ffmpeg: '8.0', renderSeconds: 1, totalSeconds: 2 },
};
const job = {
  warnings: [
    { code: 'FONT', message: 'replaced' },
    { code: 'ODD', message: 'rounded' },
  ],
} as Job;

test('what is published is what was measured', () => {
  expect(publication(job, result, new Date(7))).toMatchObject({
    progress: 100,
    framesDone: 60,
    duration: 2,
    cost: 0.04,
    completedAt: new Date(7),
    outputs: { master: { key: 'k/master' }, poster: { key: 'k/poster' }, sprite: null },
  });
});
test('warnings of translator and agent come together, each once', () => {
  expect(publication(job, result, new Date()).warnings.map((warning) => warning.code)).toEqual([
    'FONT',
    'ODD',
  ]);
});
test('a result without a master is nothing to publish', () => {
  expect(() => publication(job, { ...result, files: [file('poster')] }, new Date())).toThrow(
    /without a master/,
  );
});
