// Three effects stacked on a video that fills the frame: pictures a second that one core makes, decoding and encoding included.
import { makeMedia } from '../media.mjs';
import { lasting, OUT } from '../options.mjs';
import { ours } from '../ours.mjs';
import { atLeast } from '../rows.mjs';
import { sceneInput } from '../scene-input.mjs';
import { effects } from '../scenes/effects.mjs';
import { inTurns, middle } from '../turns.mjs';

const BAR = 8;
const seconds = lasting(5, 2);

export async function effectsGroup() {
  makeMedia(['clip169.mp4']);
  const input = await sceneInput({ document: effects({ seconds }), folder: OUT });
  const runs = await inTurns('effects', { ours: ours('effects', input) });
  const perCore = (seconds * 30) / middle(runs.ours, 'cpu');
  return { rows: [atLeast('three effects at 1080p, frames a second and core', perCore, BAR)] };
}
