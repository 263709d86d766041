import type { agentParts } from './machine.js';

type Outcome = Awaited<ReturnType<Awaited<ReturnType<typeof agentParts>>['planScene']>>;
type Plan = Outcome['plan'];

const framesText = ({ from, to }: { from: number; to: number }): string => `frames ${from} to ${to - 1}`;

function planeText(plane: Plan['planes'][number], number: number): string {
  const what =
    plane.kind === 'native'
      ? `${plane.path}, ${plane.picture.scaled.width}×${plane.picture.scaled.height} at ${plane.picture.x},${plane.picture.y}`
      : plane.layers.map(({ layer }) => layer.path).join(', ');
  return `  ${number}  ${plane.kind.padEnd(8)}${framesText(plane.frames)}: ${what}`;
}

/** Quotes an argument the way a POSIX shell reads it back, so that the command can be pasted. */
export function shellQuote(argument: string): string {
  return /^[\w@%+=:,./-]+$/.test(argument) ? argument : `'${argument.replaceAll("'", "'\\''")}'`;
}

/** A render plan for people. */
export function printPlan({ plan, args, warnings }: Outcome, ffmpeg: string): string {
  const [encoder, ...others] = plan.encoders;
  const rate = plan.fps.num / plan.fps.den;
  const fallback = others.length > 0 ? `, then ${others.map(({ name }) => name).join(', ')}` : '';
  return [
    `Output    ${plan.width}×${plan.height}, ${Number(rate.toFixed(3))} frames/s, ${plan.frames} frames (${(plan.frames / rate).toFixed(2)} s)`,
    `Encoder   ${encoder?.name ?? 'none'} (${encoder?.engine ?? '-'})${fallback}`,
    `Sound     ${plan.sound ? `${plan.sound.parts.length} parts${plan.sound.limited ? ', limited' : ''}` : 'none'}`,
    '',
    'Layers',
    ...plan.layers.map(
      ({ number, path, kind, plane, reason }) =>
        `  ${number}  ${path} (${kind}): ${reason.startsWith(plane) ? reason : `${plane}: ${reason}`}`,
    ),
    '',
    'Planes, from the back',
    ...plan.planes.map((plane, i) => planeText(plane, i + 1)),
    ...(warnings.length > 0 ? ['', 'Warnings', ...warnings.map(({ message }) => `  ${message}`)] : []),
    '',
    'Command',
    `  ${[ffmpeg, ...args].map(shellQuote).join(' ')}`,
  ].join('\n');
}
