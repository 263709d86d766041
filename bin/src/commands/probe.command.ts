import type { Command } from 'commander';
import { EXIT, type ExitCode } from '../exit-codes.js';
import { probeHere, type Machine } from '../local/machine.js';
import { examples } from '../options.js';
import { say, sayJson } from '../output.js';

/** `framefarm probe`: what this machine was measured to do. */
export function addProbe(program: Command, finish: (code: ExitCode) => void): void {
  const command = program
    .command('probe')
    .summary('show what this machine can really do')
    .description(
      'Looks at the machine, chooses an ffmpeg and says why, and believes an encoder only after a real ' +
        'test encode. Set FFMPEG_PATH to decide the ffmpeg yourself.',
    )
    .option('--fresh', 'forget remembered test encodes and make them again', false)
    .option('--json', 'print everything as JSON', false)
    .action(async (options: { fresh: boolean; json: boolean }) => {
      const machine = await probeHere(options.fresh);
      if (options.json) sayJson(machine);
      else say(printMachine(machine));
      finish(EXIT.ok);
    });
  examples(command, ['framefarm probe', 'framefarm probe --json | jq .capabilities.encoders']);
}

const gigabytes = (bytes: number): string => `${(bytes / 2 ** 30).toFixed(1)} GiB`;

function printMachine({ inventory, candidates, capabilities }: Machine): string {
  const gpus = inventory.gpus.map((gpu) =>
    [
      gpu.vendor,
      gpu.model,
      gpu.memoryBytes && gigabytes(gpu.memoryBytes),
      gpu.driver && `driver ${gpu.driver}`,
    ]
      .filter(Boolean)
      .join(', '),
  );
  return [
    `Machine   ${inventory.hostname}: ${inventory.os} (${inventory.arch})`,
    `Processor ${inventory.cpu}, ${inventory.cores} cores granted, ${gigabytes(inventory.memoryBytes)} memory`,
    `Graphics  ${gpus.join('; ') || 'none found'}`,
    `Fonts     ${inventory.fonts} files`,
    '',
    'ffmpeg    in the order of the lookup',
    ...candidates.map(
      ({ path, origin, chosen, verdict }) =>
        `  ${chosen ? '→' : ' '} ${origin}: ${path || 'none'} (${verdict})`,
    ),
    `ffprobe   ${capabilities.ffprobe.path} ${capabilities.ffprobe.version}`,
    '',
    'Encoders  as a real test encode showed',
    ...capabilities.encoders.map(
      ({ name, engine, available, fps, reason }) =>
        `  ${available ? 'yes' : 'no '}  ${name} (${engine})${fps ? ` ${Math.round(fps)} frames/s` : ''}` +
        `${available || !reason ? '' : `: ${reason}`}`,
    ),
    '',
    'Makes     containers and codecs, by engine',
    ...Object.entries(capabilities.makes ?? {}).map(([engine, names]) => `  ${engine}: ${names.join(', ')}`),
  ].join('\n');
}
