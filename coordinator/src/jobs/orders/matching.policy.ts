import type { Capabilities, Engine, SlotEngine, Slots } from '@farm/shared/wire';
import type { Lane } from '../job.types.js';

/** Scarce and fast first; the processor last. */
const PREFERENCE: readonly Engine[] = ['nvenc', 'qsv', 'vaapi', 'videotoolbox', 'cpu'];

export interface Room {
  engine: SlotEngine;
  /** Attempts of this engine that may run at once. */
  slots: number;
  /** Containers and codecs that it makes besides H.264 with AAC in MP4. */
  makes: readonly string[];
}

/**
 * Where an agent can take an order: its io slots (short, so first), then the engines on which it can really encode
 * H.264 (measured, not listed), best first.
 */
export function usableRoom(capabilities: Capabilities, slots: Slots): Room[] {
  const works = (engine: Engine) =>
    capabilities.encoders.some(
      (encoder) => encoder.engine === engine && encoder.codec === 'h264' && encoder.available,
    );
  const count = (engine: SlotEngine) =>
    slots.filter((slot) => slot.engine === engine).reduce((sum, slot) => sum + slot.count, 0);
  const rooms: SlotEngine[] = ['io', ...PREFERENCE.filter(works)];
  return rooms
    .filter((engine) => count(engine) > 0)
    .map((engine) => ({
      engine,
      slots: count(engine),
      makes: engine === 'io' ? [] : (capabilities.makes?.[engine] ?? []),
    }));
}

/** Can an engine make everything that an order needs? */
export const covers = (makes: readonly string[], needs: readonly string[]): boolean =>
  needs.every((name) => makes.includes(name));

/** The orders that a slot takes. */
export const laneOf = (engine: SlotEngine): Lane => (engine === 'io' ? 'io' : 'render');

/** Can a machine with these limits make a picture of this size? Encoders count sides, not orientation. */
export function fits(
  size: { width: number; height: number },
  max: { width: number; height: number },
): boolean {
  const [long, short] = [Math.max(size.width, size.height), Math.min(size.width, size.height)];
  return long <= Math.max(max.width, max.height) && short <= Math.min(max.width, max.height);
}
