/** Seconds of a Time value (videojson.md section 3), or undefined when it is not one. `fps` counts frames ("45f"). */
export function parseTime(value: unknown, fps: number): number | undefined {
  if (typeof value === 'number') return Number.isFinite(value) ? value : undefined;
  if (typeof value !== 'string' || value.length > 40) return undefined;
  const text = value.trim();
  return text.includes(':') ? clockTime(text, fps) : suffixedTime(text, fps);
}

/** mm:ss, hh:mm:ss or hh:mm:ss:ff; the seconds may have a fraction when nothing follows them. */
function clockTime(text: string, fps: number): number | undefined {
  if (!/^\d+(:\d+){1,3}(\.\d+)?$/.test(text)) return undefined;
  const parts = text.split(':').map(Number);
  const [hours, minutes, seconds, frames] = parts.length === 2 ? [0, ...parts] : parts;
  const whole = (hours ?? 0) * 3600 + (minutes ?? 0) * 60 + (seconds ?? 0);
  return whole + (frames ?? 0) / fps;
}

const SUFFIXES: Record<string, (amount: number, fps: number) => number> = {
  f: (amount, fps) => amount / fps,
  ms: (amount) => amount / 1000,
  h: (amount) => amount * 3600,
  m: (amount) => amount * 60,
  s: (amount) => amount,
  '': (amount) => amount,
};

function suffixedTime(text: string, fps: number): number | undefined {
  const match = /^(-?)(\d+\.?\d*|\.\d+) ?(f|ms|h|m|s|)$/.exec(text);
  if (!match) return undefined;
  const [, sign, digits, suffix = ''] = match;
  if (sign && !suffix) return undefined;
  const seconds = SUFFIXES[suffix]?.(Number(digits), fps);
  return seconds === undefined ? undefined : sign ? -seconds : seconds;
}
