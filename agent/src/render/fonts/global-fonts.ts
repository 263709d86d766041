import { GlobalFonts } from '@napi-rs/canvas';

/** Skia's list of fonts belongs to the process, whoever asks: a name is registered once. */
const registered = new Set<string>();

export function registerFile(name: string, path: string): boolean {
  return once(name, () => GlobalFonts.registerFromPath(path, name) !== null);
}

export function registerBytes(name: string, read: () => Buffer): boolean {
  return once(name, () => GlobalFonts.register(read(), name) !== null);
}

/** Adds another weight or style to a name; Skia picks among them by itself. */
export function addFace(name: string, path: string): boolean {
  const added = GlobalFonts.registerFromPath(path, name) !== null;
  if (added) registered.add(name);
  return added;
}

function once(name: string, register: () => boolean): boolean {
  if (registered.has(name)) return true;
  const done = GlobalFonts.has(name) || register();
  if (done) registered.add(name);
  return done;
}

/** Fonts of the machine: name in small letters -> name. Skia reads the usual folders by itself. */
export function systemFamilies(): Map<string, string> {
  const names = GlobalFonts.families
    .map(({ family }) => family)
    .filter((family) => !family.startsWith('ff '));
  return new Map(names.map((name) => [name.toLowerCase(), name]));
}
