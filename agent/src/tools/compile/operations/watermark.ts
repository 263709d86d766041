import { MAIN_INPUT, type Operation, type Position } from '@farm/shared/tools';
import { decimal, filter, FilterGraph } from '../../../compiler/ffmpeg/filter-graph.js';
import type { ToolRun } from '../../tool-run.types.js';
import type { Bench } from '../bench.js';
import { encodePicture, encodeSound } from '../codecs.js';
import { even, evenSize, shown } from '../sizes.js';
import { wholeFilm } from '../whole-film.js';

type Watermark = Extract<Operation, { op: 'watermark-image' }>;

/** A picture laid over the film by ffmpeg itself. */
export function watermarkImage(bench: Bench, { image, scale, place }: Watermark): ToolRun {
  const size = evenSize(bench.picture);
  const margin = Math.round(size.width * place.margin);
  const graph = new FilterGraph();
  const film = graph.add(['0:V:0'], shown(bench.picture), 'v');
  const mark = graph.add(
    ['1:v:0'],
    [
      filter('scale', { w: even(size.width * scale), h: -1, flags: 'lanczos' }),
      filter('format', { pix_fmts: 'rgba' }),
      filter('colorchannelmixer', { aa: decimal(place.opacity, 3) }),
    ],
    'w',
  );
  const both = graph.add([film, mark], [filter('overlay', spot(place.position, margin))], 'o');
  const { fps } = bench.picture;
  const video = encodePicture(bench.format, { fps, cores: bench.input.cores });
  const whole = wholeFilm(bench, { size, duration: bench.duration });
  const args = bench.command(
    bench.from(MAIN_INPUT),
    bench.from(image),
    ['-filter_complex', graph.text(), '-map', `[${both}]`, ...(bench.hasSound ? ['-map', '0:a:0'] : [])],
    [...video.args, '-fps_mode', 'vfr'],
    bench.hasSound ? encodeSound(bench.format).args : [],
    bench.into(bench.format, bench.outFile),
  );
  return { ...whole, passes: [bench.pass(args, bench.duration, fps)] };
}

function spot(position: Position, margin: number): Record<string, string> {
  const x = position.endsWith('left')
    ? `${margin}`
    : position.endsWith('right')
      ? `W-w-${margin}`
      : '(W-w)/2';
  const y = position.startsWith('top')
    ? `${margin}`
    : position.startsWith('bottom')
      ? `H-h-${margin}`
      : '(H-h)/2';
  return { x, y };
}
