import type { Command } from 'commander';
import type { LiveHandshake, LivePicture } from '@farm/shared/live';
import { findAdmin, findCredentials } from '../api/credentials.js';
import { CliError } from '../cli-error.js';
import { EXIT, type ExitCode } from '../exit-codes.js';
import { interruptible } from '../interrupt.js';
import { LiveConnection } from '../live/live-connection.js';
import { plain, TerminalScreen } from '../live/terminal-screen.js';
import { topScreen } from '../live/top-screen.js';
import { examples } from '../options.js';
import { say, sayJson } from '../output.js';

interface Options {
  url?: string;
  adminSecret?: string;
  key?: string;
  data: string;
  once: boolean;
  json: boolean;
}

/** Ages on the screen grow while nothing changes. */
const REDRAW_MS = 1000;

/** `framefarm top`: the farm as it works, in a terminal. */
export function addTop(program: Command, finish: (code: ExitCode) => void): void {
  const command = program
    .command('top')
    .summary('watch the farm at work')
    .description(
      'Shows agents, the queue, what runs and what happened lately, and redraws it as it changes. With the admin ' +
        'secret it is the whole farm, with an API key the work of its workspace. Where there is no terminal it ' +
        'prints one screen and leaves.',
    )
    .option('--url <url>', 'address of the farm [FRAMEFARM_API_URL, or credentials.json in --data]')
    .option('--admin-secret <secret>', 'admin secret [FRAMEFARM_ADMIN_SECRET, or admin-secret in --data]')
    .option(
      '--key <key>',
      'API key: watch its workspace only [FRAMEFARM_API_KEY when there is no admin secret]',
    )
    .option(
      '-d, --data <dir>',
      'data folder of a farm on this machine',
      process.env['FRAMEFARM_DATA'] ?? '.framefarm',
    )
    .option('--once', 'print one screen and leave', false)
    .option('--json', 'print the picture once as JSON and leave', false)
    .action(async (options: Options) => {
      finish(await interruptible((signal) => top(options, signal)));
    });
  examples(command, ['framefarm top', 'framefarm top --once --url https://farm.example.com --key "$KEY"']);
}

async function top(options: Options, signal: AbortSignal): Promise<ExitCode> {
  const { url, auth } = await credentials(options);
  let draw: () => void = () => undefined;
  let picture: LivePicture | undefined;
  let connected = true;
  const connection = new LiveConnection({
    url,
    auth,
    onPicture: (next) => {
      picture = next;
      draw();
    },
    onLink: (now) => {
      connected = now;
      draw();
    },
  });
  try {
    const first = await connection.open(signal);
    if (options.json) sayJson(first);
    else if (options.once || !process.stdout.isTTY)
      for (const line of topScreen(first, new Date())) say(plain(line));
    else
      await watch(connection, signal, (screen) => {
        draw = () => {
          const lines = picture ? topScreen(picture, new Date()) : [];
          screen.draw(connected ? lines : [`${lines[0] ?? ''} · the farm is away`, ...lines.slice(1)]);
        };
        return draw;
      });
    return EXIT.ok;
  } finally {
    connection.close();
  }
}

/** Draws until Ctrl-C, which is how one leaves, or until the farm refuses. */
async function watch(
  connection: LiveConnection,
  signal: AbortSignal,
  onto: (screen: TerminalScreen) => () => void,
): Promise<void> {
  const screen = new TerminalScreen(process.stdout);
  const draw = onto(screen);
  const timer = setInterval(draw, REDRAW_MS);
  const left = new Promise<void>((resolve) =>
    signal.addEventListener('abort', () => resolve(), { once: true }),
  );
  draw();
  try {
    await Promise.race([left, connection.refused()]);
  } finally {
    clearInterval(timer);
    screen.close();
  }
}

/** `--key` asks for a workspace; else the operator's view where the admin secret is known. */
async function credentials(options: Options): Promise<{ url: string; auth: LiveHandshake }> {
  if (options.key === undefined) {
    const admin = await findAdmin(options).catch((error: unknown) => {
      if (error instanceof CliError && error.exitCode === EXIT.configuration) return undefined;
      throw error;
    });
    if (admin) return { url: admin.url, auth: { adminSecret: admin.adminSecret } };
  }
  const { url, apiKey } = await findCredentials(options);
  return { url, auth: { apiKey } };
}
