/** One line of a bench: what was measured, and what it should be. */
export interface Row {
  name: string;
  value: number;
  /** Null: told, and judged by nobody. */
  bar: number | null;
  ok: boolean;
}

const rounded = (value: number): number => Number(value.toPrecision(4));

export const atLeast = (name: string, value: number, bar: number): Row => ({
  name,
  value: rounded(value),
  bar,
  ok: value >= bar,
});

export const atMost = (name: string, value: number, bar: number): Row => ({
  name,
  value: rounded(value),
  bar,
  ok: value <= bar,
});

export const told = (name: string, value: number): Row => ({
  name,
  value: rounded(value),
  bar: null,
  ok: true,
});

/** The rows as a table, and with --json as the last line for machines; the exit status says whether all bars hold. */
export function report(rows: Row[], json: boolean): void {
  console.log('| | value | bar | |\n|---|---|---|---|');
  for (const { name, value, bar, ok } of rows)
    console.log(`| ${name} | ${value} | ${bar ?? ''} | ${bar === null ? '' : ok ? 'ok' : 'missed'} |`);
  if (json) console.log(JSON.stringify({ rows }));
  process.exitCode = rows.every(({ ok }) => ok) ? 0 : 1;
}

/** In front of the work of a bench: everything on standard error, so that the table stays clean. */
export const say = (line: string): void => void process.stderr.write(`${line}\n`);

/** `--name value` or `--name=value` of the command line, as a number. */
export function option(name: string, usual: number): number {
  const value = Number(textOption(name, String(usual)));
  if (!Number.isFinite(value)) throw new Error(`--${name} must be a number.`);
  return value;
}

export function textOption(name: string, usual: string): string {
  const args = process.argv.slice(2);
  const at = args.findIndex((arg) => arg === `--${name}` || arg.startsWith(`--${name}=`));
  if (at === -1) return usual;
  return args[at]?.includes('=') ? (args[at].split('=')[1] ?? usual) : (args[at + 1] ?? usual);
}

export const flag = (name: string): boolean => process.argv.includes(`--${name}`);
