/** 53-bit cyrb53 of a text's UTF-16 units, starting value 0: the hash that transitions draw their chances from. */
export function cyrb53(text: string): number {
  let a = 0xdeadbeef;
  let b = 0x41c6ce57;
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    a = Math.imul(a ^ unit, 2654435761);
    b = Math.imul(b ^ unit, 1597334677);
  }
  a = Math.imul(a ^ (a >>> 16), 2246822507);
  a ^= Math.imul(b ^ (b >>> 13), 3266489909);
  b = Math.imul(b ^ (b >>> 16), 2246822507);
  b ^= Math.imul(a ^ (a >>> 13), 3266489909);
  return 2 ** 32 * (b & 0x1fffff) + (a >>> 0);
}

/** The same chance in 0…1 for the same layer and salt, on every machine and frame. */
export function chance(layerId: string, salt: string): number {
  return cyrb53(`${layerId}|${salt}`) / 2 ** 53;
}
