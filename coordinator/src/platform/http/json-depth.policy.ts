/** True when arrays and objects stand more than `levels` deep in a JSON value. Without recursion: depth is the danger. */
export function isDeeperThan(value: unknown, levels: number): boolean {
  let layer: unknown[] = [value];
  for (let depth = 0; depth <= levels; depth++) {
    const next: unknown[] = [];
    for (const one of layer)
      if (typeof one === 'object' && one !== null) for (const inner of Object.values(one)) next.push(inner);
    if (next.length === 0) return false;
    layer = next;
  }
  return true;
}
