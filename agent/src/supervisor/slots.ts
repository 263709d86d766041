import type { Capabilities, Engine, SlotEngine, Slots } from '@farm/shared/wire';

/** Cores that one software render can keep busy. */
const CORES_PER_SLOT = 8;
/** Cores that feed one hardware encoder, and sessions that every driver grants (hardware design: 3 on old GeForce). */
const CORES_PER_HARDWARE_SLOT = 4;
const HARDWARE_SESSIONS = 3;

/** Files that are moved or looked at beside the renders: bound by the line and the disk, hardly by cores. */
const IO_SLOTS = 4;

export interface SlotSettings {
  /** Slots of the CPU engine; 0 decides from the cores. */
  slots: number;
  /** Slots of each hardware engine; 0 or absent decides from the cores. */
  hardwareSlots?: number;
  cores: number;
}

/** How many attempts may run on each engine. Hardware engines count only when their h264 encoder really encoded. */
export function planSlots(
  capabilities: Capabilities,
  { slots, hardwareSlots = 0, cores }: SlotSettings,
): Slots {
  const cpu = slots > 0 ? slots : Math.max(1, Math.floor(cores / CORES_PER_SLOT));
  const engines = new Set<Engine>();
  for (const { engine, codec, available } of capabilities.encoders)
    if (available && codec === 'h264' && engine !== 'cpu') engines.add(engine);
  const usual = Math.min(HARDWARE_SESSIONS, Math.max(1, Math.floor(cores / CORES_PER_HARDWARE_SLOT)));
  const hardware = hardwareSlots > 0 ? hardwareSlots : usual;
  return [
    { engine: 'cpu', count: cpu },
    ...[...engines].map((engine) => ({ engine, count: hardware })),
    { engine: 'io', count: IO_SLOTS },
  ];
}

/** Cores that one attempt may plan with when all slots of the CPU engine are taken. */
export function coresPerAttempt(slots: Slots, cores: number): number {
  const cpu = slots.find(({ engine }) => engine === 'cpu')?.count ?? 1;
  return Math.max(1, Math.floor(cores / Math.max(1, cpu)));
}

/** Is there room for one more attempt on this engine? */
export function hasRoom(slots: Slots, taken: readonly SlotEngine[], engine: SlotEngine): boolean {
  const count = slots.find((slot) => slot.engine === engine)?.count ?? 0;
  return taken.filter((one) => one === engine).length < count;
}
