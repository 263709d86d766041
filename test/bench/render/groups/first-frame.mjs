// From local sources to the first picture that the encoder gives away, in a process that has not rendered before.
import { makeMedia } from '../media.mjs';
import { OUT } from '../options.mjs';
import { ours, talkativeTools } from '../ours.mjs';
import { atMost } from '../rows.mjs';
import { sceneInput } from '../scene-input.mjs';
import { typical, TYPICAL_MEDIA } from '../scenes/typical.mjs';
import { inTurns, middle } from '../turns.mjs';

const BAR_S = 0.5;

export async function firstFrameGroup() {
  makeMedia(TYPICAL_MEDIA);
  const document = typical({ width: 1920, height: 1080, seconds: 3 });
  const input = { ...(await sceneInput({ document, folder: OUT })), tools: talkativeTools() };
  const runs = await inTurns('first frame', { ours: ours('first-frame', input) });
  return {
    rows: [atMost('start to first encoded frame, typical, s', middle(runs.ours, 'firstFrame'), BAR_S)],
  };
}
