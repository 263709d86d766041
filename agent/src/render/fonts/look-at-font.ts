import { GlobalFonts } from '@napi-rs/canvas';
import type { FontFace } from '../../media/asset-facts.js';

const ALIAS = 'ff looked at';

/**
 * What a font file says of itself, as the painter reads it; undefined: it is no font. The name is missing when the
 * machine has a font of this name already. Registers the file: only for a process that ends afterwards.
 */
export function lookAtFont(path: string): { family: string | undefined; faces: FontFace[] } | undefined {
  const before = new Set(families());
  if (GlobalFonts.registerFromPath(path, ALIAS) === null) return undefined;
  GlobalFonts.registerFromPath(path);
  const family = families().find((name) => name !== ALIAS && !before.has(name));
  const styles = GlobalFonts.families.find((entry) => entry.family === ALIAS)?.styles ?? [];
  return { family, faces: styles.map(({ weight, style }) => ({ weight, style })) };
}

const families = (): string[] => GlobalFonts.families.map(({ family }) => family);
