import fc from 'fast-check';
import type { MediaFacts, Scene } from '../../shared/src/scene/index.js';

/** What might have been measured of the sources of video-json.arbitrary.ts, by the end of their address. */
const picture = (
  change: Partial<NonNullable<MediaFacts['video']>> = {},
): NonNullable<MediaFacts['video']> => ({
  width: 1920,
  height: 1080,
  fps: { num: 30, den: 1 },
  codec: 'h264',
  pixelFormat: 'yuv420p',
  rotation: 0,
  hasAlpha: false,
  startTime: 0,
  still: false,
  ...change,
});
const SOUND: NonNullable<MediaFacts['audio']> = {
  codec: 'aac',
  sampleRate: 44_100,
  channels: 2,
  startTime: 0,
};

const side = fc.oneof(fc.integer({ min: 1, max: 4096 }), fc.constantFrom(1, 2, 3, 16_384));
const seconds = fc.oneof(fc.constantFrom(0, 0.04, 36_000), fc.double({ min: 0, max: 30, noNaN: true }));

/** Facts of every kind of source: large, tiny, turned, endless, empty, with alpha, with and without sound. */
export const mediaFacts: fc.Arbitrary<Record<'film' | 'silent' | 'song' | 'photo' | 'turned', MediaFacts>> =
  fc
    .record({ width: side, height: side, duration: seconds, channels: fc.constantFrom(1, 2, 6, 8) })
    .map((made) => {
      const { width, height, duration, channels } = made;
      const still = picture({ width, height, fps: null, still: true, codec: 'png', pixelFormat: 'rgba' });
      return {
        film: { duration, video: picture({ width, height }), audio: { ...SOUND, channels } },
        silent: {
          duration,
          video: picture({ width, height, rotation: 90, fps: null, hasAlpha: true }),
          audio: null,
        },
        song: { duration, video: null, audio: { ...SOUND, channels, startTime: 0.5 } },
        photo: { duration: null, video: { ...still, hasAlpha: true }, audio: null },
        turned: { duration: null, video: { ...still, codec: 'mjpeg', rotation: 270 }, audio: null },
      };
    });

/** The facts of each source of a scene, by key; a source that no name fits is a film. */
export function factsFor(
  scene: Scene,
  made: Record<string, MediaFacts> & { film: MediaFacts },
): Record<string, MediaFacts> {
  return Object.fromEntries(
    Object.entries(scene.sources).map(([key, source]) => {
      const name = /(\w+)\.\w+$/.exec('url' in source ? source.url : '')?.[1] ?? '';
      return [key, made[name] ?? made.film];
    }),
  );
}
