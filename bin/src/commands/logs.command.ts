import type { Command } from 'commander';
import { findCredentials } from '../api/credentials.js';
import { FarmClient } from '../api/farm-client.js';
import { logParts, type LogAttempt, type LogEntry, type LogPart } from '../api/render-logs.js';
import { CliError } from '../cli-error.js';
import { EXIT, type ExitCode } from '../exit-codes.js';
import { interruptible } from '../interrupt.js';
import { examples, wholeNumber } from '../options.js';
import { note, say, sayJson } from '../output.js';

interface LogsOptions {
  follow: boolean;
  attempt?: number;
  url?: string;
  key?: string;
  adminSecret?: string;
  data: string;
  patience: number;
  json: boolean;
}

/** `framefarm logs`: what the attempts at a render did. */
export function addLogs(program: Command, finish: (code: ExitCode) => void): void {
  const command = program
    .command('logs')
    .summary('show the log of a render or of a tool job')
    .description(
      'Prints what the attempts at a render did: their steps, the commands of ffmpeg and what it printed, ' +
        'warnings, and why one failed.',
    )
    .argument('<id>', 'the id of the render, or of a tool job')
    .option('-f, --follow', 'go on with what comes, until the render has ended', false)
    .option('--attempt <number>', 'this attempt only', wholeNumber(1))
    .option('--url <url>', 'address of the farm [FRAMEFARM_API_URL, or credentials.json in --data]')
    .option('--key <key>', 'API key [FRAMEFARM_API_KEY, or credentials.json in --data]')
    .option('--admin-secret <text>', 'of the operator, who is shown the agents [FRAMEFARM_ADMIN_SECRET]')
    .option(
      '-d, --data <dir>',
      'data folder of a farm on this machine',
      process.env['FRAMEFARM_DATA'] ?? '.framefarm',
    )
    .option('--patience <seconds>', 'how long a farm may be away before giving up', wholeNumber(0), 300)
    .option('--json', 'print the log as JSON when all of it is there', false)
    .action(async (id: string, options: LogsOptions) =>
      finish(await interruptible((signal) => logs(id, options, signal))),
    );
  examples(command, [
    'framefarm logs 018f6b1e-7c00-7000-8000-000000000003',
    'framefarm logs 018f6b1e-7c00-7000-8000-000000000003 -f',
    'framefarm logs 018f6b1e-7c00-7000-8000-000000000003 --attempt 2 | grep ffmpeg:',
  ]);
}

async function logs(id: string, options: LogsOptions, signal: AbortSignal): Promise<ExitCode> {
  const { url, apiKey } = await findCredentials(options);
  const adminSecret = options.adminSecret ?? process.env['FRAMEFARM_ADMIN_SECRET'];
  const client = new FarmClient({
    url,
    identity: { 'x-api-key': apiKey, ...(adminSecret ? { 'x-admin-secret': adminSecret } : {}) },
    signal,
    patience: options.patience,
    onAway: (back) => note(back ? 'The farm is back.' : 'The farm does not answer; waiting for it …'),
  });
  const printer = new LogPrinter(options.json);
  try {
    for await (const part of logParts(client, id, options, signal)) printer.print(part);
    printer.end();
    return EXIT.ok;
  } catch (error) {
    if (signal.aborted) throw new CliError('Interrupted.', EXIT.interrupted);
    throw error;
  } finally {
    await client.close();
  }
}

/** Entries as they come; which attempt follows is said where it changes. */
class LogPrinter {
  private readonly kept: LogEntry[] = [];
  private last: LogPart | undefined;
  private attempt = 0;

  constructor(private readonly json: boolean) {}

  print(part: LogPart): void {
    this.last = part;
    for (const entry of part.entries) {
      if (this.json) this.kept.push(entry);
      else this.say(entry, part);
    }
  }

  end(): void {
    const { last } = this;
    if (!last) return;
    const { jobId, status, attempts } = last;
    if (this.json) return sayJson({ jobId, status, attempts, entries: this.kept });
    if (this.attempt === 0)
      note(`Job ${jobId} is ${status} and has no log${status === 'pending' ? ' yet' : ''}.`);
    // How the farm judged an attempt is not in its log when its agent was lost.
    for (const { number, failure } of attempts)
      if (failure) note(`Attempt ${number} failed: ${failure.code}: ${failure.message}`);
  }

  private say({ attempt: number, text }: LogEntry, { attempts }: LogPart): void {
    if (number !== this.attempt) {
      const attempt = attempts.find((one) => one.number === number);
      if (attempt) say(headline(attempt));
    }
    this.attempt = number;
    process.stdout.write(text);
  }
}

const headline = ({ number, order, engine, agent }: LogAttempt): string =>
  `== attempt ${number}: ${order} (${engine})${agent === null ? '' : ` on ${agent}`} ==`;
