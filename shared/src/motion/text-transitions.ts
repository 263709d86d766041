import type { TimedLayer } from '../scene/index.js';
import type { Rational } from '../time/index.js';
import { countedUp } from './count-up.js';
import { TransitionParams } from './transition-params.js';
import { cyrb53 } from './transition-random.js';
import { momentsAt } from './transitions.js';

interface TextMoment {
  t: number;
  params: TransitionParams;
  layerId: string;
  /** Frame on the container's clock, and how many make a second. */
  frame: number;
  fps: Rational;
}

const WRITERS: Readonly<Record<string, (text: string, moment: TextMoment) => string>> = {
  typewriter: typed,
  scrambleDecode: scrambled,
  numberCountUp: (text, { params, t }) => countedUp(text, params, t),
};

/** The text that a text or captions layer shows at a frame while presets for text are at work. */
export function transitionText(
  timed: Pick<TimedLayer, 'layer' | 'length' | 'start'>,
  frame: number,
  fps: Rational,
  text: string,
): string {
  return momentsAt(timed, frame, fps).reduce((shown, { transition, p }) => {
    const write = WRITERS[transition.name];
    if (!write) return shown;
    const params = new TransitionParams(transition);
    return write(shown, { t: 1 - Math.abs(p), params, layerId: timed.layer.id, frame, fps });
  }, text);
}

const CURSORS: Record<string, string> = { none: '', bar: '|', block: '\u2588', underscore: '_' };

function typed(text: string, { t, params }: TextMoment): string {
  const letters = [...text];
  const shown = letters.slice(0, Math.round(t * letters.length)).join('');
  return t < 1 ? shown + (CURSORS[params.word('cursorStyle')] ?? '') : shown;
}

const UPPER = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ';
const LETTERS = UPPER + UPPER.toLowerCase();
const DIGITS = '0123456789';
const CHARSETS: Record<string, string> = {
  letters: LETTERS,
  numbers: DIGITS,
  symbols: '!@#$%^&*_+-=[]{}|;:,.<>?',
  mixed: `${LETTERS}${DIGITS}!@#$%^&*_+-=`,
};

/** Letters that are not final yet show others, which change `refreshRate` times a second. */
function scrambled(text: string, { t, params, layerId, frame, fps }: TextMoment): string {
  const letters = [...text];
  const final = finalOnes(letters.length, Math.round(t * letters.length), params.word('order'), layerId);
  const charset = CHARSETS[params.word('charset')] ?? LETTERS;
  const tick = Math.floor((frame * params.number('refreshRate') * fps.den) / fps.num + 1e-9);
  const moment = params.flag('refreshCharacters') ? `${tick}` : 'stable';
  return letters
    .map((letter, i) => {
      const kept = final.has(i) || letter === '\n' || (params.flag('preserveSpaces') && /\s/.test(letter));
      return kept ? letter : charset.charAt(cyrb53(`${layerId}|${i}|${moment}`) % charset.length);
    })
    .join('');
}

/** Which of `n` positions already show their own letter. */
function finalOnes(n: number, count: number, order: string, layerId: string): Set<number> {
  const positions = Array.from({ length: n }, (_, i) => i);
  if (order === 'rightToLeft') positions.reverse();
  if (order === 'random') shuffle(positions, layerId);
  return new Set(positions.slice(0, count));
}

/** Fisher–Yates with the layer's own chances. */
function shuffle(positions: number[], layerId: string): void {
  for (let i = positions.length - 1; i > 0; i--) {
    const j = cyrb53(`${layerId}|sd:${i}`) % (i + 1);
    [positions[i], positions[j]] = [positions[j] as number, positions[i] as number];
  }
}
