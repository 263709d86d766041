import { addFace, systemFamilies } from './fonts/global-fonts.js';
import { missingLetters } from './fonts/missing-letters.js';
import { ShippedFamily } from './fonts/shipped-family.js';

export interface FaceRequest {
  family: string;
  weight: number;
  italic: boolean;
  /** Decides which files are needed. */
  text: string;
}

export interface Face {
  /** For `ctx.font`: quoted names, first the asked family, then what fills its gaps letter by letter. */
  families: string;
  /** Names of the asked family alone; its metrics rule the line. */
  primary: string;
  weight: number;
  style: 'normal' | 'italic';
  /** The asked family is not here; Noto Sans stands in. */
  replaced: boolean;
}

const FALLBACK = 'noto sans';

/**
 * Every family that text may name: shipped ones, fonts of the machine, and font assets. Files are read when a text
 * first needs them.
 */
export class FontStore {
  private readonly emoji = new ShippedFamily('noto-color-emoji', true);
  private readonly shipped = new Map([
    [FALLBACK, new ShippedFamily('noto-sans')],
    ['inter', new ShippedFamily('inter')],
    ['noto color emoji', this.emoji],
  ]);
  private readonly assets = new Map<string, string>();
  private readonly faces = new Map<string, Face>();
  /** Read before anything is registered: Skia lists a registered file under its own name as well. */
  private readonly system = systemFamilies();

  /** Makes a local font file known under a family name; more files add weights and styles. False: not a font. */
  register(family: string, path: string): boolean {
    const key = family.trim().toLowerCase();
    const name = this.assets.get(key) ?? `ff asset ${key}`;
    if (!addFace(name, path)) return false;
    this.assets.set(key, name);
    this.faces.clear();
    return true;
  }

  has(family: string): boolean {
    const key = family.trim().toLowerCase();
    return this.assets.has(key) || this.shipped.has(key) || this.system.has(key);
  }

  /** Names of all families, for the machine's capabilities. */
  families(): string[] {
    return ['Noto Sans', 'Inter', 'Noto Color Emoji', ...this.system.values()].filter(
      (name, i, all) => all.indexOf(name) === i,
    );
  }

  /** Which faces draw a text. */
  face(request: FaceRequest): Face {
    const key = JSON.stringify([request.family, request.weight, request.italic, request.text]);
    const known = this.faces.get(key);
    if (known) return known;
    if (this.faces.size > 2000) this.faces.clear();
    const face = this.resolve(request);
    this.faces.set(key, face);
    return face;
  }

  private resolve({ family, weight, italic, text }: FaceRequest): Face {
    const codes = [...new Set(Array.from(text, (letter) => letter.codePointAt(0) ?? 0))];
    const asked = this.named(family.trim().toLowerCase(), codes, weight, italic);
    const fallback = this.shipped.get(FALLBACK) as ShippedFamily;
    const primary = asked?.names ?? fallback.facesFor(codes, weight, italic);
    const names = [...primary, ...(asked ? fallback.facesFor(codes, weight, italic) : [])];
    names.push(...this.fillers(codes, asked?.family ?? fallback, fallback));
    const unique = names.filter((name, i) => names.indexOf(name) === i);
    return {
      families: quoted(unique),
      primary: quoted(names.slice(0, 1)),
      weight: (asked ? asked.family : fallback)?.weightFor(weight) ?? weight,
      style: italic ? 'italic' : 'normal',
      replaced: asked === undefined,
    };
  }

  private named(
    key: string,
    codes: number[],
    weight: number,
    italic: boolean,
  ): { names: string[]; family: ShippedFamily | undefined } | undefined {
    const asset = this.assets.get(key);
    if (asset) return { names: [asset], family: undefined };
    const shipped = this.shipped.get(key);
    if (shipped) return { names: shipped.facesFor(codes, weight, italic), family: shipped };
    const system = this.system.get(key);
    return system === undefined ? undefined : { names: [system], family: undefined };
  }

  /** Letters of a text that no font of this machine has: they are drawn as empty boxes. */
  missing(request: FaceRequest): string[] {
    const asked = this.shipped.get(request.family.trim().toLowerCase());
    const fallback = this.shipped.get(FALLBACK);
    const letters = [...new Set(request.text)].filter((letter) => {
      const code = letter.codePointAt(0) ?? 0;
      return code > 126 && ![asked, fallback, this.emoji].some((family) => family?.covers(code));
    });
    return letters.length === 0 ? letters : missingLetters(letters, this.face(request).families);
  }

  /** Emoji files, and the machine's fonts for letters that nothing shipped has. */
  private fillers(codes: number[], family: ShippedFamily | undefined, fallback: ShippedFamily): string[] {
    const missing = codes.filter((code) => code > 32 && !family?.covers(code) && !fallback.covers(code));
    const emoji = missing.some((code) => this.emoji.covers(code)) ? this.emojiFaces(codes) : [];
    const strange = missing.some((code) => !this.emoji.covers(code));
    return strange ? [...emoji, ...this.system.values()] : emoji;
  }

  /** `latin` is not among the emoji files, so only those that hold a letter of the text are named. */
  private emojiFaces(codes: number[]): string[] {
    return this.emoji.facesFor(codes, 400, false);
  }
}

const quoted = (names: readonly string[]): string => names.map((name) => `"${name}"`).join(', ');

let shared: FontStore | undefined;
/** The process's fonts: Skia keeps one list per process, so there is one store. */
export function fontStore(): FontStore {
  shared ??= new FontStore();
  return shared;
}
