import { nearestName } from '../lang/index.js';
import type { Settings, SettingsValues } from './setting.js';

const PREFIX = 'FRAMEFARM_';

export type ParsedEnv<S extends Settings> =
  { ok: true; values: SettingsValues<S> } | { ok: false; problems: string[] };

/**
 * Reads all settings of one process at once and lists every problem together.
 * A FRAMEFARM_* name that neither this process nor another one of the farm knows (`others`) is a problem.
 */
export function parseEnv<S extends Settings>(
  settings: S,
  env: Record<string, string | undefined>,
  others: readonly string[],
): ParsedEnv<S> {
  const problems: string[] = [];
  const values: Record<string, unknown> = {};
  for (const [key, setting] of Object.entries(settings)) {
    const raw = env[setting.env];
    const parsed = setting.schema.safeParse(raw === '' ? undefined : raw);
    if (parsed.success) values[key] = parsed.data;
    else
      problems.push(
        `${setting.env}: ${parsed.error.issues.map((issue) => issue.message).join('; ')}. ${setting.help}`,
      );
  }
  const known = [...Object.values(settings).map((setting) => setting.env), ...others];
  for (const name of Object.keys(env).filter((name) => name.startsWith(PREFIX) && !known.includes(name))) {
    const near = nearestName(name, known);
    problems.push(`${name} is not a setting of Framefarm${near ? `; did you mean ${near}?` : '.'}`);
  }
  return problems.length > 0
    ? { ok: false, problems }
    : { ok: true, values: Object.freeze(values) as SettingsValues<S> };
}
