import { DEFAULT_OUTPUT, resolveTimeline, type Layer, type MediaFacts, type Scene } from '@farm/shared/scene';
import { frameRate } from '@farm/shared/time';
import type { Capabilities } from '@farm/shared/wire';
import { compile } from './compile.js';
import { encodeCommand, frameCommand, graphThroughFile } from './ffmpeg/args.js';
import { FORMATS } from './ffmpeg/inputs.js';
import type { RenderPlan } from './plan.types.js';

const CLIP: MediaFacts = {
  duration: 10,
  video: {
    width: 1440,
    height: 1080,
    fps: { num: 30, den: 1 },
    codec: 'h264',
    pixelFormat: 'yuv420p',
    rotation: 0,
    hasAlpha: false,
    colorSpace: 'bt709',
    colorRange: 'tv',
    startTime: 0,
    still: false,
  },
  audio: { codec: 'aac', sampleRate: 48000, channels: 2, startTime: 0 },
};
const FACTS: Record<string, MediaFacts> = { clip: CLIP };

const CAPABILITIES: Capabilities = {
  ffmpeg: { path: 'ffmpeg', version: '8.0', origin: 'bundled' },
  ffprobe: { path: 'ffprobe', version: '8.0' },
  encoders: [
    { name: 'libx264', codec: 'h264', engine: 'cpu', available: true },
    {
      name: 'h264_nvenc',
      codec: 'h264',
      engine: 'nvenc',
      available: false,
      reason: 'Cannot load libcuda.so.1',
    },
    { name: 'h264_vaapi', codec: 'h264', engine: 'vaapi', available: true, device: '/dev/dri/renderD129' },
  ],
  filters: [],
  decoders: [],
  maxWidth: 4096,
  maxHeight: 4096,
};

function layer(kind: Layer['kind'], more: Record<string, unknown> = {}): Layer {
  const made: Record<string, unknown> = {
    kind,
    id: kind,
    path: 'layers[1]',
    number: 2,
    enabled: true,
    start: 0,
    sourceDuration: null,
    sourceStart: 0,
    sourceEnd: 0,
    speed: 1,
    properties: {},
    animations: [],
    effects: [],
    source: 'clip',
    ...more,
  };
  return made as unknown as Layer;
}

function plan(
  layers: Layer[],
  more: Partial<Scene> = {},
  input: { engine?: 'vaapi' | 'cpu' | 'nvenc' } = {},
): RenderPlan {
  const scene: Scene = {
    version: 1,
    name: 's',
    width: 1920,
    height: 1080,
    fps: frameRate(30),
    duration: 2,
    backgroundColor: '#000000',
    layers,
    tracks: [],
    sources: {},
    fonts: {},
    frame: { properties: {}, animations: [], effects: [] },
    output: DEFAULT_OUTPUT,
    ...more,
  };
  return compile({
    scene,
    timeline: resolveTimeline(scene, FACTS),
    facts: FACTS,
    capabilities: CAPABILITIES,
    ...input,
  });
}

const bindings = { files: { clip: '/w/clip.mp4' }, painted: [] };
const SAFE = ['-protocol_whitelist', 'file,pipe', '-format_whitelist', FORMATS];
const reasonOf = (made: Layer): string | undefined => plan([made]).layers[0]?.reason;

test('a trimmed clip that covers the frame, with its sound: the whole command', () => {
  const made = plan([layer('video', { sourceStart: 1 })], {}, { engine: 'cpu' });
  const { args } = encodeCommand(made, {
    bindings,
    encoder: { name: 'libx264', engine: 'cpu' },
    cores: 2,
    outFile: '/w/out.mp4',
  });
  expect(args).toEqual([
    ...['-hide_banner', '-nostdin', '-nostats', '-y', '-loglevel', 'warning', '-progress', 'pipe:1'],
    ...['-stats_period', '0.5', ...SAFE, '-noaccurate_seek', '-ss', '1', '-i', 'file:/w/clip.mp4'],
    ...[...SAFE, '-vn', '-i', 'file:/w/clip.mp4', '-filter_complex_threads', '2', '-filter_complex'],
    [
      '[0:v:0]scale=w=1920:h=1440:flags=bicubic:in_color_matrix=bt709:out_color_matrix=bt709:out_range=tv,' +
        'crop=w=1920:h=1080:x=0:y=180:exact=1,setsar=sar=1,format=pix_fmts=yuv420p,settb=expr=1/1000000,' +
        'setpts=expr=(PTS-600),tpad=stop=-1:stop_mode=clone,fps=fps=30/1:start_time=0:round=up,trim=end_frame=60,' +
        'setpts=expr=N/FR/TB,setpts=expr=(N+0)/FR/TB[base0]',
      '[base0]setparams=range=tv:color_primaries=bt709:color_trc=bt709:colorspace=bt709[pic1]',
      '[1:a:0]aresample=osr=48000:async=1:first_pts=0,aformat=sample_fmts=fltp:channel_layouts=stereo,' +
        'apad=whole_len=144000,atrim=start_pts=48000:end_pts=144000,asetpts=expr=N/SR/TB[clip2]',
      '[clip2]apad=whole_len=96000,atrim=end_sample=96000,' +
        'aformat=sample_fmts=fltp:sample_rates=48000:channel_layouts=stereo[snd3]',
    ].join(';\n'),
    ...['-map', '[pic1]', '-map', '[snd3]', '-c:v', 'libx264', '-preset', 'veryfast', '-crf', '21'],
    ...[
      '-profile:v',
      'high',
      '-g',
      '60',
      '-threads',
      '2',
      '-force_key_frames',
      'expr:eq(mod(n,60),0)',
      '-pix_fmt',
      'yuv420p',
      '-fps_mode',
      'cfr',
      '-r',
      '30/1',
    ],
    ...['-colorspace', 'bt709', '-color_primaries', 'bt709', '-color_trc', 'bt709', '-color_range', 'tv'],
    ...[
      '-c:a',
      'aac',
      '-b:a',
      '192k',
      '-ar',
      '48000',
      '-ac',
      '2',
      '-map_metadata',
      '-1',
      '-map_chapters',
      '-1',
    ],
    ...['-movflags', '+faststart', '-f', 'mp4', 'file:/w/out.mp4'],
  ]);
});

test('a painted plane over the background: its pipe, its region, its late start and early end', () => {
  const made = plan([layer('text', { start: 0.5, sourceDuration: 1 })]);
  const painted = [
    { region: { x: 100, y: 200, width: 300, height: 40 }, shown: { from: 15, to: 45 }, fd: 3 },
  ];
  const { args, graph } = encodeCommand(made, {
    bindings: { files: {}, painted },
    encoder: { name: 'libx264', engine: 'cpu' },
    cores: 1,
    outFile: 'o.mp4',
  });
  expect(args.slice(10, 20)).toEqual([
    ...[
      '-f',
      'matroska',
      '-probesize',
      '32',
      '-analyzeduration',
      '0',
      '-thread_queue_size',
      '4',
      '-i',
      'pipe:3',
    ],
  ]);
  expect(graph.split(';\n')).toEqual([
    'color=c=#000000:s=1920x1080:r=30/1,trim=end_frame=1,format=pix_fmts=gbrp,' +
      'scale=flags=accurate_rnd:out_color_matrix=bt709:out_range=tv,format=pix_fmts=yuv420p,' +
      'loop=loop=-1:size=1:start=0,settb=expr=1/30,setpts=expr=N,fps=fps=30/1,trim=end_frame=60[bg0]',
    '[0:v:0]trim=start_frame=1,scale=flags=area+accurate_rnd+full_chroma_inp:out_color_matrix=bt709:out_range=tv,' +
      'format=pix_fmts=yuva420p[ink1]',
    '[bg0][ink1]overlay=x=100:y=200:eof_action=pass:format=yuv420[mix2]',
    '[mix2]setparams=range=tv:color_primaries=bt709:color_trc=bt709:colorspace=bt709[pic3]',
  ]);
  expect(args).not.toContain('-c:a');
});

test('one frame is written by the same graph', () => {
  const { args, graph } = frameCommand(plan([layer('video')]), { bindings, cores: 1, outFile: 'f.png' });
  expect(graph).toContain(
    '[pic1]scale=flags=bicubic+accurate_rnd+full_chroma_int:in_color_matrix=bt709:in_range=tv,format=pix_fmts=rgb24',
  );
  expect(args.slice(-8)).toEqual(['1', '-c:v', 'png', '-f', 'image2', '-update', '1', 'file:f.png']);
});

test('VAAPI: its device before the inputs, its upload at the end of the graph', () => {
  const made = plan([layer('video')], {}, { engine: 'vaapi' });
  expect(made.encoders).toEqual([
    { name: 'h264_vaapi', engine: 'vaapi', device: '/dev/dri/renderD129' },
    { name: 'libx264', engine: 'cpu' },
  ]);
  const [encoder] = made.encoders;
  if (!encoder) throw new Error('no encoder');
  const { args, graph } = encodeCommand(made, { bindings, encoder, cores: 2, outFile: 'o.mp4' });
  expect(args.slice(10, 12)).toEqual(['-vaapi_device', '/dev/dri/renderD129']);
  expect(graph).toContain('[pic1]format=nv12,hwupload[end]');
  expect(args).toContain('[end]');
});

test('an encoder that the probe saw failing is never chosen', () => {
  expect(plan([layer('video')], {}, { engine: 'nvenc' }).encoders).toEqual([
    { name: 'libx264', engine: 'cpu' },
  ]);
});

test.each([
  [layer('video'), 'native: ffmpeg places it exactly'],
  [layer('video', { properties: { rotation: 90, scale: 0.5 } }), 'native: ffmpeg places it exactly'],
  [layer('video', { properties: { borderRadius: 2 } }), 'painted: borderRadius'],
  [layer('video', { properties: { borderRadius: 0, boxShadowBlur: 3 } }), 'native: ffmpeg places it exactly'],
  [layer('video', { properties: { rotation: 5 } }), 'painted: rotation'],
  [layer('video', { properties: { filterBlur: { n: 3, unit: 'px' } } }), 'painted: filterBlur'],
  [layer('video', { properties: { blendMode: 'multiply' } }), 'painted: blendMode'],
  [layer('video', { properties: { position: [0.5016, 0.5], scale: 0.4 } }), 'painted: edges between pixels'],
  [
    layer('video', { animations: [{ property: 'scale', keyframes: [{ time: 0, value: 1 }] }] }),
    'painted: animated scale',
  ],
  [layer('video', { transitionIn: { name: 'zoom', duration: 1, params: {} } }), 'painted: transition zoom'],
  [
    layer('video', { transitionIn: { name: 'fade', duration: 1, params: {} } }),
    'native: ffmpeg places it exactly',
  ],
  [
    layer('video', { transitionIn: { name: 'fade', duration: 1, easing: 'easeIn', params: {} } }),
    'painted: fade with easeIn',
  ],
  [layer('text'), 'painted: text'],
])('each layer says how it is drawn and why (%#)', (made, reason) => {
  expect(reasonOf(made)).toBe(reason);
});

test('moving layers have planes of their own, still neighbours share one', () => {
  const moving = { transitionIn: { name: 'fade', duration: 1, params: {} } };
  const made = plan([layer('text'), layer('shape'), layer('text', moving), layer('text', moving)]);
  expect(made.planes.map((plane) => (plane.kind === 'painted' ? plane.layers.length : 0))).toEqual([2, 1, 1]);
});

test("the composition's own looks wrap everything in one painted group", () => {
  const frame = { properties: { opacity: 0.5 }, animations: [], effects: [] };
  const made = plan([layer('video'), layer('text')], { frame });
  expect(made.planes).toHaveLength(1);
  expect(made.layers).toEqual([
    { number: 1, path: 'composition', kind: 'group', plane: 'painted', reason: 'painted: group' },
  ]);
});

test('a part of the frames has no sound, and begins where it must', () => {
  const made = compile({
    scene: { ...scene60() },
    timeline: resolveTimeline(scene60(), FACTS),
    facts: FACTS,
    capabilities: CAPABILITIES,
    range: { from: 30, to: 40 },
  });
  expect(made.sound).toBeUndefined();
  expect(made.planes[0]).toMatchObject({
    clips: [{ from: 1, count: 10 }],
    fades: [{ kind: 'in', start: -1, duration: 1.5 }],
  });
});

function scene60(): Scene {
  const fading = layer('video', { transitionIn: { name: 'fade', duration: 1.5, params: {} } });
  return {
    version: 1,
    name: 's',
    width: 1920,
    height: 1080,
    fps: frameRate(30),
    duration: 2,
    backgroundColor: '#000000',
    layers: [fading],
    tracks: [],
    sources: {},
    fonts: {},
    frame: { properties: {}, animations: [], effects: [] },
    output: DEFAULT_OUTPUT,
  };
}

test('a graph too long for a command line goes through a file, by the option that the build has', () => {
  const args = ['-i', 'x', '-filter_complex', 'graph', '-map', '[v]'];
  const build = { path: 'ffmpeg', origin: 'system' } as const;
  expect(graphThroughFile(args, 'g.txt', { ...build, version: '5.1.9-0+deb12u1' })[2]).toBe(
    '-filter_complex_script',
  );
  expect(graphThroughFile(args, 'g.txt', { ...build, version: '8.0' })).toEqual([
    '-i',
    'x',
    '-/filter_complex',
    'g.txt',
    '-map',
    '[v]',
  ]);
});
