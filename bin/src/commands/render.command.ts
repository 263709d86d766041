import { mkdir, stat } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import type { Command } from 'commander';
import { findCredentials } from '../api/credentials.js';
import { FarmClient } from '../api/farm-client.js';
import { fetchTo, saveResult, submit, waitForEnd, type RenderStatus } from '../api/render-remotely.js';
import { CliError } from '../cli-error.js';
import { EXIT, type ExitCode } from '../exit-codes.js';
import { interruptible } from '../interrupt.js';
import { mapLocalMedia } from '../media/local-media.js';
import { readSceneFile, type SceneFile } from '../media/scene-file.js';
import { uploadMedia } from '../media/upload-media.js';
import { examples, wholeNumber } from '../options.js';
import { note, say, sayJson, sizeText } from '../output.js';
import { showProgress, silence, type Progress } from '../progress.js';
import { renderHere } from '../local/render-here.js';

export interface RenderOptions {
  out: string;
  poster?: string;
  url?: string;
  key?: string;
  data: string;
  local: boolean;
  patience: number;
  quiet: boolean;
  json: boolean;
}

/** `framefarm render`: a scene in, a video out. */
export function addRender(program: Command, finish: (code: ExitCode) => void): void {
  const command = program
    .command('render')
    .summary('render a scene to a video file')
    .description(
      'Renders a scene through a farm and saves the video. Media that the scene names by file path is ' +
        'uploaded first. With --local this machine renders it by itself, without any farm.',
    )
    .argument('<scene>', 'the scene, a JSON file; - reads standard input')
    .requiredOption('-o, --out <file>', 'the video to write')
    .option('--poster <file>', 'also save the poster picture, a JPEG (through a farm only)')
    .option('--url <url>', 'address of the farm [FRAMEFARM_API_URL, or credentials.json in --data]')
    .option('--key <key>', 'API key [FRAMEFARM_API_KEY, or credentials.json in --data]')
    .option(
      '-d, --data <dir>',
      'data folder of a farm on this machine',
      process.env['FRAMEFARM_DATA'] ?? '.framefarm',
    )
    .option('--local', 'render here, without a farm', false)
    .option('--patience <seconds>', 'how long a farm may be away before giving up', wholeNumber(0), 300)
    .option('-q, --quiet', 'no progress', false)
    .option('--json', 'print the result as JSON', false)
    .action(async (scene: string, options: RenderOptions) =>
      finish(await interruptible((signal) => render(scene, options, signal))),
    );
  examples(command, [
    'framefarm render scene.json -o out.mp4',
    'framefarm render scene.json -o out.mp4 --url https://farm.example.com --key vf_live_…',
    'framefarm render scene.json -o out.mp4 --local',
    'jq \'.layers[1].text = "Hello"\' scene.json | framefarm render - -o hello.mp4',
  ]).addHelpText(
    'after',
    '\nCtrl-C cancels the render. A farm that restarts meanwhile is waited for; the render goes on by itself.\n',
  );
}

async function render(scene: string, options: RenderOptions, signal: AbortSignal): Promise<ExitCode> {
  const file = await readSceneFile(scene);
  const out = resolve(options.out);
  await mkdir(dirname(out), { recursive: true });
  if (options.local) return renderHere(file, out, options, signal);
  const client = new FarmClient({
    ...(await caller(options)),
    signal,
    patience: options.patience,
    onAway: (back) => note(back ? 'The farm is back.' : 'The farm does not answer; waiting for it …'),
  });
  try {
    const status = await renderRemotely(client, file, out, options, signal);
    await savePoster(client, status, options);
    await report(status, out, options);
    return EXIT.ok;
  } catch (error) {
    if (signal.aborted) throw new CliError('Interrupted.', EXIT.interrupted);
    throw error;
  } finally {
    await client.close();
  }
}

async function renderRemotely(
  client: FarmClient,
  file: SceneFile,
  out: string,
  options: RenderOptions,
  signal: AbortSignal,
): Promise<RenderStatus> {
  const start = (label: string): Progress => (options.quiet || options.json ? silence : showProgress(label));
  const document = await uploaded(client, file, start);
  const jobId = await submit(client, document);
  const progress = start('Rendering');
  try {
    const status = await waitForEnd(
      client,
      jobId,
      ({ progressPercent, stage }) => progress.update(progressPercent, stage),
      signal,
    );
    progress.stop();
    await saveResult(client, jobId, out);
    return status;
  } catch (error) {
    progress.stop();
    if (signal.aborted) await cancel(jobId, options);
    throw error;
  }
}

async function uploaded(
  client: FarmClient,
  file: SceneFile,
  start: (label: string) => Progress,
): Promise<unknown> {
  if (file.media.length === 0) return file.document;
  const progress = start('Uploading');
  try {
    const addresses = await uploadMedia(client, file.media, (name, sent, total) =>
      progress.update(total === 0 ? 100 : (100 * sent) / total, name),
    );
    return mapLocalMedia(file.document, file.folder, (media) => addresses.get(media.file) ?? media.file);
  } finally {
    progress.stop();
  }
}

/** Ctrl-C also means that nobody wants the video any more. The old signal is spent, so this call gets its own. */
async function cancel(jobId: string, options: RenderOptions): Promise<void> {
  const signal = AbortSignal.timeout(5_000);
  const client = new FarmClient({ ...(await caller(options)), signal, patience: 3 });
  try {
    await client.post(`v1/render/${jobId}/cancel`, {});
    note(`Render ${jobId} was cancelled.`);
  } catch {
    note(`Render ${jobId} could not be cancelled; it goes on in the farm.`);
  } finally {
    await client.close();
  }
}

async function caller(options: RenderOptions): Promise<{ url: string; identity: Record<string, string> }> {
  const { url, apiKey } = await findCredentials(options);
  return { url, identity: { 'x-api-key': apiKey } };
}

async function savePoster(client: FarmClient, status: RenderStatus, options: RenderOptions): Promise<void> {
  if (!options.poster) return;
  if (!status.posterUrl) throw new CliError('The farm made no poster for this render.');
  await fetchTo(client, status.posterUrl, resolve(options.poster));
}

async function report(status: RenderStatus, out: string, options: RenderOptions): Promise<void> {
  const warnings = (status.warnings ?? []).map((warning) =>
    typeof warning === 'string'
      ? warning
      : ((warning as { message?: string }).message ?? JSON.stringify(warning)),
  );
  const { size } = await stat(out);
  if (options.json)
    return sayJson({ jobId: status.jobId, status: status.status, file: out, bytes: size, warnings });
  for (const warning of warnings) note(`Warning: ${warning}`);
  say(`${out} (${sizeText(size)})`);
}
