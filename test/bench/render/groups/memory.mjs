// Peak memory of the whole render, Node, painter and ffmpeg together.
import { makeMedia } from '../media.mjs';
import { lasting, OUT } from '../options.mjs';
import { ours } from '../ours.mjs';
import { atMost } from '../rows.mjs';
import { sceneInput } from '../scene-input.mjs';
import { text } from '../scenes/text.mjs';
import { typical, TYPICAL_MEDIA } from '../scenes/typical.mjs';
import { inTurns, middle } from '../turns.mjs';

/** A queue that grows with the length of a scene would show in four times the length; noise does not. */
const GROWTH_BAR = 1.1;
const SHORT_S = lasting(10, 5);

export async function memoryGroup() {
  makeMedia([...TYPICAL_MEDIA, 'clip4k.mp4']);
  const scenes = {
    typical: typical({ width: 1920, height: 1080, seconds: 10 }),
    '4K': typical({ width: 3840, height: 2160, seconds: lasting(5, 3), clip: 'clip4k.mp4' }),
    short: text({ seconds: SHORT_S }),
    long: text({ seconds: 4 * SHORT_S }),
  };
  const runners = {};
  for (const [name, document] of Object.entries(scenes))
    runners[name] = ours(`memory-${name}`, await sceneInput({ document, folder: OUT }));
  const runs = await inTurns('memory', runners);
  const peak = (name) => middle(runs[name], 'megabytes');
  return {
    rows: [
      atMost('peak memory, typical, MB', peak('typical'), 700),
      atMost('peak memory, 4K, MB', peak('4K'), 1500),
      atMost(
        `peak memory, ${4 * SHORT_S} s ÷ ${SHORT_S} s of one scene`,
        peak('long') / peak('short'),
        GROWTH_BAR,
      ),
    ],
  };
}
