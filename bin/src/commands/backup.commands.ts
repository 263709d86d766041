import { resolve } from 'node:path';
import type { Command } from 'commander';
import { CliError } from '../cli-error.js';
import { EXIT, type ExitCode } from '../exit-codes.js';
import { examples } from '../options.js';
import { version } from '../version.js';
import { note, say, sayJson, sizeText } from '../output.js';

interface BackupOptions {
  data: string;
  json: boolean;
}
interface RestoreOptions extends BackupOptions {
  force: boolean;
}

const DATA = [
  '-d, --data <dir>',
  'data folder of the farm',
  process.env['FRAMEFARM_DATA'] ?? '.framefarm',
] as const;
const JSON_OPTION = ['--json', 'print one JSON object', false] as const;
const EXITS = {
  'no-input': EXIT.noInput,
  'cannot-create': EXIT.cannotCreate,
  configuration: EXIT.configuration,
  unreachable: EXIT.unreachable,
} as const;

/** `framefarm backup`: one archive of a farm on the embedded database, while it runs or not. */
export function addBackup(program: Command, finish: (code: ExitCode) => void): void {
  const command = program
    .command('backup [target]')
    .summary('save a farm into one archive')
    .description(
      'Saves database, files and secrets of a farm with the embedded database into one tar archive, while the farm ' +
        'runs or not. Files in FRAMEFARM_FILES are taken from there, files in a bucket are not. The target is a new file, or a folder; the current folder by default. The archive holds the ' +
        'secrets of the farm: only its owner may read it, keep it so.',
    )
    .option(...DATA)
    .option(...JSON_OPTION)
    .action(async (target: string | undefined, options: BackupOptions) =>
      finish(await backup(target, options)),
    );
  examples(command, [
    'framefarm backup /var/backups/farm.tar --data /var/lib/framefarm',
    'framefarm backup /var/backups',
  ]);
}

/** `framefarm restore`: a data folder from such an archive. */
export function addRestore(program: Command, finish: (code: ExitCode) => void): void {
  const command = program
    .command('restore <archive>')
    .summary('make a data folder from a backup')
    .description(
      'Fills a new data folder from an archive of `framefarm backup`, after every sum was checked. The farm is ' +
        'started there afterwards as usual. With FRAMEFARM_FILES its files go into that folder.',
    )
    .option(...DATA)
    .option('--force', 'move aside what is in the folder, into a folder before-restore-…', false)
    .option(...JSON_OPTION)
    .action(async (archive: string, options: RestoreOptions) => finish(await bringBack(archive, options)));
  examples(command, [
    'framefarm restore /var/backups/farm.tar --data /var/lib/framefarm',
    'framefarm up --data /var/lib/framefarm',
  ]);
}

async function backup(target: string | undefined, { data, json }: BackupOptions): Promise<ExitCode> {
  const { backUp } = await tools();
  if (process.env['DATABASE_URL'])
    throw new CliError(
      'This farm is on DATABASE_URL: back it up with the tools of that server (docs/operations.md).',
      EXIT.configuration,
    );
  const storage = process.env['FRAMEFARM_STORAGE'] === 's3' ? 's3' : 'local';
  const done = await orSentence(() =>
    backUp({
      dataDir: data,
      filesDir: filesDir(),
      target: target ?? process.cwd(),
      storage,
      version: version(),
    }),
  );
  if (!done.hasMasterKey)
    note(
      'secret.key is not in the archive: keep FRAMEFARM_SECRET_KEY, without it sealed secrets cannot be opened.',
    );
  if (storage === 's3')
    note('The files of the farm are in its bucket and not in the archive: save the bucket by its own means.');
  if (json) sayJson(done);
  else say(`${done.path}: ${done.tables} tables and ${done.files} files, ${sizeText(done.sizeBytes)}.`);
  return EXIT.ok;
}

async function bringBack(archive: string, { data, force, json }: RestoreOptions): Promise<ExitCode> {
  const { restore } = await tools();
  const done = await orSentence(() =>
    restore({ archive: resolve(archive), dataDir: data, filesDir: filesDir(), force }),
  );
  for (const folder of done.movedAside) note(`What was there before is in ${folder}.`);
  if (json) sayJson(done);
  else
    say(
      `${done.dataDir} is the farm of ${done.createdAt}, with ${done.files} files in ${done.filesFolder}. ` +
        `Start it: framefarm up --data ${data}`,
    );
  return EXIT.ok;
}

/** As the coordinator has it. */
const filesDir = (): string | undefined => process.env['FRAMEFARM_FILES'] || undefined;

/** Loaded on use: database, migrations and all are nothing that `framefarm --help` should wait for. */
const tools = () => import('../../../coordinator/src/backup/index.js');

const BUSY = ['DataFolderBusy', 'DataFolderUnusable'];

async function orSentence<T>(work: () => Promise<T>): Promise<T> {
  const { BackupProblem } = await tools();
  return work().catch((error: unknown) => {
    if (error instanceof BackupProblem) throw new CliError(error.message, EXITS[error.kind]);
    if (error instanceof Error && BUSY.includes(error.name))
      throw new CliError(error.message, EXIT.configuration);
    throw error;
  });
}
