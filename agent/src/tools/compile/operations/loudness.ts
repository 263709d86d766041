import { MAIN_INPUT, type Operation } from '@farm/shared/tools';
import { decimal } from '../../../compiler/ffmpeg/filter-graph.js';
import type { LoudnessMeasure, ToolRun } from '../../tool-run.types.js';
import type { Bench } from '../bench.js';
import { encodeSound } from '../codecs.js';
import { refusal } from '../refusal.js';
import { remux } from './files.js';

type Loudness = Extract<Operation, { op: 'loudness' }>;

/** EBU R128 in two passes: measure, then one gain for the whole film. The picture is copied where it may be. */
export function loudness(bench: Bench, { target, truePeak, range }: Loudness): ToolRun {
  bench.needs('loudnorm');
  if (!bench.hasSound) throw refusal('The input has no sound; use a file with an audio track.');
  const goal = `I=${decimal(target, 2)}:TP=${decimal(truePeak, 2)}:LRA=${decimal(range, 2)}`;
  const plain = remux(bench, { mayCopyPicture: true, withSound: true });
  const [last] = plain.passes;
  const encode = encodeSound(bench.format);
  const measure = bench.command(
    // The measure is printed as information.
    ['-loglevel', 'info'],
    bench.from(MAIN_INPUT),
    ['-map', '0:a:0', '-vn', '-af', `loudnorm=${goal}:print_format=json`, '-f', 'null', '-'],
  );
  const args = Array.isArray(last?.args) ? last.args : [];
  return {
    ...plain,
    passes: [
      { ...bench.pass(measure, bench.duration), measures: true },
      {
        counts: last?.counts ?? 'seconds',
        ticks: last?.ticks ?? 1,
        args: (measured) => withSoundFilter(args, encode.args, secondPass(goal, measured, layoutOf(bench))),
      },
    ],
    encoder: bench.hasPicture ? plain.encoder : encode.encoder,
  };
}

/** loudnorm works at 192 kHz inside; what it gives is brought back to what players like. */
function secondPass(goal: string, measured: LoudnessMeasure | undefined, layout: string): string {
  const plain = `aformat=sample_rates=48000:channel_layouts=${layout}`;
  if (!measured || !isSound(measured)) return plain;
  const known = [
    `measured_I=${measured.input_i}`,
    `measured_TP=${measured.input_tp}`,
    `measured_LRA=${measured.input_lra}`,
    `measured_thresh=${measured.input_thresh}`,
    `offset=${measured.target_offset}`,
  ];
  return `loudnorm=${goal}:${known.join(':')}:linear=true,${plain}`;
}

/** ffmpeg 5 cannot choose a layout behind loudnorm by itself. */
function layoutOf({ main }: Bench): string {
  const channels = main.sound?.channels ?? 2;
  return channels === 1 ? 'mono' : channels === 6 ? '5.1' : 'stereo';
}

/** Silence measures as minus infinity, which the second pass refuses. */
const isSound = ({ input_i, input_tp, input_lra, input_thresh, target_offset }: LoudnessMeasure): boolean =>
  [input_i, input_tp, input_lra, input_thresh, target_offset].every((value) =>
    Number.isFinite(Number(value)),
  );

/** The same command, with its sound decoded, filtered and encoded. */
function withSoundFilter(args: string[], encode: string[], filters: string): string[] {
  const at = args.indexOf('-c:a');
  const copied = args[at + 1] === 'copy';
  const length = copied ? 2 : encode.length;
  return [...args.slice(0, at), '-af', filters, ...encode, ...args.slice(at + length)];
}
