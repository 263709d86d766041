/** One filter: its name and options in order; an option without a name is positional. */
export interface Filter {
  name: string;
  options: [string, string | number][];
}

interface Chain {
  inputs: string[];
  filters: Filter[];
  output: string;
}

export function filter(name: string, options: Record<string, string | number> = {}): Filter {
  return { name, options: Object.entries(options) };
}

/** A filter_complex under construction: chains joined by labels. */
export class FilterGraph {
  private readonly chains: Chain[] = [];
  private count = 0;

  /** Adds a chain and returns the label of its output. */
  add(inputs: string[], filters: Filter[], prefix = 's'): string {
    const output = `${prefix}${this.count}`;
    this.count += 1;
    this.chains.push({ inputs, filters, output });
    return output;
  }

  /** The text that ffmpeg reads, one chain per line. */
  text(): string {
    return this.chains
      .map(({ inputs, filters, output }) => {
        const from = inputs.map((label) => `[${label}]`).join('');
        return `${from}${filters.map(filterText).join(',')}[${output}]`;
      })
      .join(';\n');
  }
}

function filterText({ name, options }: Filter): string {
  if (options.length === 0) return name;
  return `${name}=${options.map(([key, value]) => `${key}=${quoted(value)}`).join(':')}`;
}

/** Quotes keep commas and colons of expressions from ending the option. */
function quoted(value: string | number): string {
  const text = String(value);
  return /[,:;[\]'\\ ]/.test(text) ? `'${text.replaceAll("'", "'\\''")}'` : text;
}

/** A number without exponent, at most `digits` decimals. */
export function decimal(value: number, digits = 6): string {
  const text = value.toFixed(digits);
  return text.includes('.') ? text.replace(/\.?0+$/, '') : text;
}
