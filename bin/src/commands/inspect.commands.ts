import { mkdir } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { InvalidArgumentError, type Command } from 'commander';
import { EXIT, type ExitCode } from '../exit-codes.js';
import { interruptible } from '../interrupt.js';
import { asRender, prepare } from '../local/local-inputs.js';
import { agentParts } from '../local/machine.js';
import { printPlan } from '../local/print-plan.js';
import { readSceneFile } from '../media/scene-file.js';
import { examples } from '../options.js';
import { note, say, sayJson } from '../output.js';

interface FrameOptions {
  at: FramePlace;
  out: string;
  json: boolean;
}

/** A frame by number, or by the second at which it is on screen. */
type FramePlace = { frame: number } | { second: number };

function readPlace(text: string): FramePlace {
  if (/^\d+$/.test(text)) return { frame: Number(text) };
  const match = /^(\d+(?:\.\d+)?)s$/.exec(text);
  if (match) return { second: Number(match[1]) };
  throw new InvalidArgumentError('It must be a frame number from 0 (90), or seconds with an s (2.5s).');
}

/** `framefarm frame`: one picture of the video, without rendering the rest. */
export function addFrame(program: Command, finish: (code: ExitCode) => void): void {
  const command = program
    .command('frame')
    .summary('render one frame of a scene to a PNG')
    .description('Writes one frame exactly as the video would hold it, without rendering the others.')
    .argument('<scene>', 'the scene, a JSON file; - reads standard input')
    .requiredOption('--at <place>', 'frame number, from 0; or seconds, such as 2.5s', readPlace)
    .requiredOption('-o, --out <file>', 'the PNG to write')
    .option('--json', 'print the result as JSON', false)
    .action(async (scene: string, options: FrameOptions) =>
      finish(await interruptible((signal) => frame(scene, options, signal))),
    );
  examples(command, [
    'framefarm frame scene.json --at 90 -o frame.png',
    'framefarm frame scene.json --at 2.5s -o frame.png',
  ]);
}

async function frame(scene: string, options: FrameOptions, signal: AbortSignal): Promise<ExitCode> {
  const file = await readSceneFile(scene);
  const { inputs } = await prepare(file, signal);
  const { withLocalSources, renderFrame } = await agentParts();
  const out = resolve(options.out);
  await mkdir(dirname(out), { recursive: true });
  const { fps } = inputs.scene;
  const number =
    'frame' in options.at ? options.at.frame : Math.floor((options.at.second * fps.num) / fps.den + 1e-9);
  const { warnings, frames } = await asRender(() =>
    withLocalSources(inputs, (files, workDir) =>
      renderFrame({ ...inputs, files, workDir, frame: number, outFile: out }),
    ),
  );
  if (options.json) {
    sayJson({ file: out, frame: number, frames, warnings });
    return EXIT.ok;
  }
  for (const { message } of warnings) note(`Warning: ${message}`);
  say(`${out} (frame ${number} of ${frames}, counted from 0)`);
  return EXIT.ok;
}

/** `framefarm plan`: what would be done, without doing it. */
export function addPlan(program: Command, finish: (code: ExitCode) => void): void {
  const command = program
    .command('plan')
    .summary('show how a scene would be rendered')
    .description(
      'Prints the render plan: which layers ffmpeg draws by itself and which are painted, and why, the ' +
        'encoder, and the exact arguments of ffmpeg. Nothing is rendered.',
    )
    .argument('<scene>', 'the scene, a JSON file; - reads standard input')
    .option('--json', 'print the whole plan as JSON', false)
    .action(async (scene: string, options: { json: boolean }) =>
      finish(await interruptible((signal) => plan(scene, options.json, signal))),
    );
  examples(command, ['framefarm plan scene.json', 'framefarm plan scene.json --json | jq .args']);
}

async function plan(scene: string, json: boolean, signal: AbortSignal): Promise<ExitCode> {
  const file = await readSceneFile(scene);
  const { inputs, warnings } = await prepare(file, signal);
  const { withLocalSources, planScene } = await agentParts();
  const planned = await asRender(() =>
    withLocalSources(inputs, (files, workDir) => planScene({ ...inputs, files, workDir })),
  );
  for (const warning of warnings) if (!json) note(`Warning: ${warning}`);
  if (json) sayJson({ ...planned, warnings });
  else say(printPlan(planned, inputs.tools.ffmpeg));
  return EXIT.ok;
}
