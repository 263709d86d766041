/** major.minor of the conversation in PROTOCOL.md. A coordinator serves agents of its own minor and of the one before. */
export const WIRE_VERSION = '1.2';

/** Does an agent know what came with this minor version? */
export const speaks = (agent: string | null, minor: number): boolean =>
  Number(agent?.split('.')[1] ?? 0) >= minor;

export type VersionVerdict = { ok: true } | { ok: false; reason: string };

/** May an agent that speaks `agent` talk to a coordinator that speaks `coordinator`? */
export function judgeVersion(agent: string, coordinator: string = WIRE_VERSION): VersionVerdict {
  const [aMajor, aMinor] = agent.split('.').map(Number);
  const [cMajor, cMinor] = coordinator.split('.').map(Number);
  if (aMajor === undefined || aMinor === undefined || !Number.isInteger(aMajor) || !Number.isInteger(aMinor))
    return { ok: false, reason: `wire version "${agent}" is not of the form major.minor` };
  if (aMajor !== cMajor || aMinor > (cMinor ?? 0) || aMinor < (cMinor ?? 0) - 1)
    return {
      ok: false,
      reason: `this coordinator speaks wire ${coordinator} and the minor version before it; the agent speaks ${agent}. Upgrade the older of the two.`,
    };
  return { ok: true };
}
