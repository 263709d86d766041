// A scene against what ffmpeg alone needs for it.
import { join } from 'node:path';
import { decodeAndEncodeReady, decodeScaleEncode, encodeReady, encodeStill } from '../limits.mjs';
import { makeMedia } from '../media.mjs';
import { lasting, OUT } from '../options.mjs';
import { ours } from '../ours.mjs';
import { readyFrames } from '../ready-frames.mjs';
import { atMost } from '../rows.mjs';
import { sceneInput } from '../scene-input.mjs';
import { card } from '../scenes/card.mjs';
import { grid, TILES } from '../scenes/grid.mjs';
import { photosOf, slideshow } from '../scenes/slideshow.mjs';
import { text } from '../scenes/text.mjs';
import { typical, TYPICAL_MEDIA } from '../scenes/typical.mjs';
import { inTurns, middle } from '../turns.mjs';

const media = (name) => join(OUT, name);
const HD = { width: 1920, height: 1080 };
const photos = lasting(12, 3);

/** By name: the scene, its media, its limit, and the bar. */
const GROUPS = {
  typical: {
    title: 'typical ÷ (decode + scale + encode)',
    bar: 1.1,
    media: TYPICAL_MEDIA,
    document: () => typical({ ...HD, seconds: 10 }),
    limit: (name, input) =>
      decodeScaleEncode(name, input, { clip: media('clip43.mp4'), sound: media('music.wav') }),
  },
  text: {
    title: 'text and shapes, everything moving ÷ encode of the same frames',
    bar: 1.25,
    media: [],
    document: () => text({ seconds: 10 }),
    limit: async (name, input) => encodeReady(name, input, await readyFrames(name, input)),
  },
  slideshow: {
    title: 'slideshow ÷ encode of the same frames',
    bar: 1.35,
    media: photosOf(photos),
    document: () => slideshow({ photos }),
    limit: async (name, input) => encodeReady(name, input, await readyFrames(name, input)),
  },
  card: {
    title: 'static card ÷ encode of a still',
    bar: 1.1,
    media: ['logo.png'],
    document: () => card({ seconds: lasting(60, 30) }),
    limit: async (name, input) => {
      const picture = media('card.png');
      await ours('card-frame', input, { frame: 0, outFile: picture })();
      return encodeStill(name, input, picture);
    },
  },
  grid: {
    title: '50 layers, 8 videos ÷ (decode of them + encode of the same frames)',
    bar: 1.25,
    media: [...TILES, 'logo.png'],
    document: () => grid({ seconds: lasting(10, 6) }),
    limit: async (name, input) =>
      decodeAndEncodeReady(name, input, await readyFrames(name, input), TILES.map(media)),
  },
};

export const againstLimit = Object.fromEntries(
  Object.entries(GROUPS).map(([name, group]) => [name, () => measureGroup(name, group)]),
);

async function measureGroup(name, { title, bar, media: files, document, limit }) {
  makeMedia(files);
  const input = await sceneInput({ document: document(), folder: OUT });
  const runners = { limit: await limit(name, input), ours: ours(name, input) };
  const runs = await inTurns(name, runners);
  const part = (who, key) => middle(runs[who], key);
  const row = atMost(title, part('ours', 'seconds') / part('limit', 'seconds'), bar);
  const detail = Object.fromEntries(
    ['limit', 'ours'].map((who) => [
      who,
      { seconds: part(who, 'seconds'), cpu: part(who, 'cpu'), megabytes: part(who, 'megabytes') },
    ]),
  );
  return { rows: [row], detail: { ...detail, length: input.scene.duration }, planes: runs.ours[0].planes };
}
