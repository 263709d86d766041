/** Levenshtein distance of two short names. */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const swap = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(swap, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}

/** The known name that a wrong one was probably meant to be, or undefined when none is near. */
export function nearestName(wrong: string, known: readonly string[]): string | undefined {
  const asked = wrong.toLowerCase();
  let best: { name: string; away: number } | undefined;
  for (const name of known) {
    const away = distance(asked, name.toLowerCase());
    if (!best || away < best.away) best = { name, away };
  }
  return best && best.away <= Math.max(2, Math.floor(wrong.length / 2)) ? best.name : undefined;
}
