import type { Command } from 'commander';
import { AdminClient } from '../api/admin-client.js';
import { findAdmin, type AdminOptions } from '../api/credentials.js';
import { FarmClient } from '../api/farm-client.js';
import { EXIT, type ExitCode } from '../exit-codes.js';
import { interruptible } from '../interrupt.js';
import { say, sayJson } from '../output.js';

/** What a command of the operator prints: lines for people, a value for `--json`. */
export interface Told {
  lines: string[];
  json: unknown;
}

type Options = AdminOptions & { json: boolean };
type Work<O> = (farm: AdminClient, words: string[], options: O) => Promise<Told>;

/** A group such as `framefarm users`; alone it shows its help. */
export function adminGroup(program: Command, name: string, summary: string): Command {
  return program
    .command(name)
    .summary(summary)
    .description(
      `${summary[0]?.toUpperCase()}${summary.slice(1)}. For the operator of the farm: the admin secret is taken from --admin-secret, ` +
        'FRAMEFARM_ADMIN_SECRET, or the file admin-secret in --data.',
    );
}

/** `framefarm <group> <usage>`: `work` gets the arguments as words, and the options. */
export function adminCommand<O extends object>(
  group: Command,
  usage: string,
  description: string,
  finish: (code: ExitCode) => void,
  work: Work<O>,
): Command {
  return group
    .command(usage)
    .description(description)
    .option('--url <url>', 'address of the farm [FRAMEFARM_API_URL, or credentials.json in --data]')
    .option('--admin-secret <secret>', 'admin secret [FRAMEFARM_ADMIN_SECRET, or admin-secret in --data]')
    .option(
      '-d, --data <dir>',
      'data folder of a farm on this machine',
      process.env['FRAMEFARM_DATA'] ?? '.framefarm',
    )
    .option('--json', 'print the result as JSON', false)
    .action(async (...given: unknown[]) => {
      const options = given.at(-2) as Options & O;
      const words = given.slice(0, -2).map(String);
      await interruptible((signal) => run(work, words, options, signal));
      finish(EXIT.ok);
    });
}

async function run<O extends object>(
  work: Work<O>,
  words: string[],
  options: Options & O,
  signal: AbortSignal,
): Promise<void> {
  const { url, adminSecret, workspaceId } = await findAdmin(options);
  const client = new FarmClient({ url, identity: { 'x-admin-secret': adminSecret }, signal, patience: 0 });
  try {
    const { lines, json } = await work(new AdminClient(client, workspaceId), words, options);
    if (options.json) sayJson(json);
    else for (const line of lines) say(line);
  } finally {
    await client.close();
  }
}

/** Rows under headings, in columns two spaces apart. */
export function table(headings: string[], rows: string[][]): string[] {
  const all = [headings, ...rows];
  const widths = headings.map((_, column) => Math.max(...all.map((row) => (row[column] ?? '').length)));
  return all.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  );
}

/** `2026-06-26 10:00`, or a dash. */
export const shortTime = (time: string | null): string => time?.slice(0, 16).replace('T', ' ') ?? '-';
