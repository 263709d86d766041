import type { Engine } from '@farm/shared/wire';
import { engineSeconds } from './engine-seconds.policy.js';
import type { FleetFacts } from './fleet.port.js';

/** How a film is cut. */
export interface Division {
  /** The family of encoder that all pieces share. */
  encoder: Engine;
  /** Frames of a piece, before it is rounded to groups of pictures. */
  pieceFrames: number;
}

export interface Film {
  width: number;
  height: number;
  frames: number;
  /** Frames a second. */
  fps: number;
}

export interface DivisionTerms {
  mode: 'auto' | 'always' | 'never';
  /** Labels that every agent of it must have. */
  requires: readonly string[];
  /** Pieces of it that may be made at once; 0: any number. */
  cap: number;
}

/** Measuring and cutting, then joining and judging: seconds that a film in one piece does not need. */
const OVERHEAD_SECONDS = 3;
/** Starting, fetching and sending one piece. */
const PIECE_SECONDS = 1;
/** Pieces that every place gets: late ones are made up for by the others. */
const PIECES_PER_SLOT = 4;
/** No piece is estimated shorter than this. */
const SHORTEST_SECONDS = 3;
/** Shorter films are never cut. */
const SHORTEST_FILM_SECONDS = 20;
/** Cutting must promise at least this part of the time of one piece. */
const WORTH = 0.75;

/** Long enough to ask whether cutting pays. */
export const isLong = (film: Film): boolean => engineSeconds('whole', film) >= SHORTEST_FILM_SECONDS;

/**
 * Whether, and how, a film is cut: what one place needs for the whole, against what the places of one engine need for
 * the pieces. Lengths are powers of two of two seconds, so that a film is cut at the same places again when the fleet
 * is a little larger or smaller: unchanged pieces are then found in the cache. Undefined: one piece.
 */
export function divide(film: Film, fleet: FleetFacts, terms: DivisionTerms): Division | undefined {
  const { mode } = terms;
  if (mode === 'never' || film.frames === 0) return undefined;
  const best = bestEngine(film, fleet, terms);
  const whole = engineSeconds('whole', film);
  if (mode === 'always')
    return {
      encoder: best?.engine ?? 'cpu',
      pieceFrames: lengthFor(film, PIECES_PER_SLOT * Math.max(1, best?.slots ?? 1)),
    };
  if (!best || best.slots < 2 || !isLong(film)) return undefined;
  const pieceFrames = lengthFor(
    film,
    Math.min(best.slots * PIECES_PER_SLOT, Math.floor(whole / SHORTEST_SECONDS)),
  );
  const pieces = Math.ceil(film.frames / pieceFrames);
  const rounds = Math.ceil(pieces / best.slots);
  const divided = OVERHEAD_SECONDS + rounds * (PIECE_SECONDS + whole / pieces);
  return divided < WORTH * whole ? { encoder: best.engine, pieceFrames } : undefined;
}

/** The engine with the most places for this film; encoders of graphics cards win a tie. */
function bestEngine(
  film: Film,
  fleet: FleetFacts,
  { requires, cap }: DivisionTerms,
): { engine: Engine; slots: number } | undefined {
  const slots = new Map<Engine, number>();
  const [long, short] = [Math.max(film.width, film.height), Math.min(film.width, film.height)];
  for (const room of fleet) {
    const fits =
      long <= Math.max(room.maxWidth, room.maxHeight) && short <= Math.min(room.maxWidth, room.maxHeight);
    const allowed = requires.every((label) => room.labels.includes(label));
    if (fits && allowed) slots.set(room.engine, (slots.get(room.engine) ?? 0) + room.slots);
  }
  const order = (engine: Engine): number => (engine === 'cpu' ? 1 : 0);
  return [...slots]
    .map(([engine, count]) => ({ engine, slots: cap === 0 ? count : Math.min(count, cap) }))
    .sort((a, b) => b.slots - a.slots || order(a.engine) - order(b.engine))[0];
}

/** Frames of a piece when a film has about so many. */
function lengthFor(film: Film, pieces: number): number {
  const twoSeconds = Math.max(1, Math.round(film.fps * 2));
  const groups = Math.max(1, film.frames / Math.max(1, pieces) / twoSeconds);
  return twoSeconds * 2 ** Math.floor(Math.log2(groups));
}
