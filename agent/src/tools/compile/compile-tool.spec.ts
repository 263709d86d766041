import { findTool, readConfig, TOOLS } from '@farm/shared/tools';
import type { LoudnessMeasure, MediaMeasure, Pass } from '../tool-run.types.js';
import { SAFE } from '../../compiler/index.js';
import { compileTool } from './compile-tool.js';

const FILM: MediaMeasure = {
  picture: {
    width: 641,
    height: 360,
    fps: { num: 30, den: 1 },
    codec: 'h264',
    pixelFormat: 'yuv420p',
    still: false,
    duration: 10,
  },
  sound: { codec: 'aac', channels: 2, sampleRate: 48_000, duration: 10 },
  frames: 0,
  sizeBytes: 1,
};
const START = ['-hide_banner', '-nostdin', '-nostats', '-y', '-loglevel', 'warning'];
const PROGRESS = ['-progress', 'pipe:1', '-stats_period', '0.5'];
const INPUT = ['-i', 'file:/w/in'];
const X264 = [
  ...['-c:v', 'libx264', '-preset', 'veryfast', '-crf', '21', '-profile:v', 'high', '-g', '60'],
  ...['-threads', '2', '-force_key_frames', 'expr:eq(mod(n,60),0)', '-pix_fmt', 'yuv420p'],
];
const AAC = ['-c:a', 'aac', '-b:a', '192k'];
const MP4 = [
  ...['-map_metadata', '-1', '-map_chapters', '-1', '-movflags', '+faststart', '-f', 'mp4'],
  'file:/w/master.mp4',
];
const SQUARE = 'scale=w=640:h=360:flags=bicubic,setsar=sar=1';

const MEASURED: LoudnessMeasure = {
  input_i: '-27.1',
  input_tp: '-4.4',
  input_lra: '2',
  input_thresh: '-37',
  target_offset: '0.1',
};

function compiled(id: string, config: unknown, main = FILM, more: Record<string, MediaMeasure> = {}) {
  const tool = findTool(id);
  if (!tool) throw new Error(id);
  const { operation, format } = tool.draft(readConfig(tool, config).config, 'x');
  return compileTool({
    plan: { version: 1, tool: id, operation, format, hints: {} },
    files: { input: '/w/in', mark: '/w/mark', clip2: '/w/two' },
    media: { input: main, ...more },
    capabilities: { filters: [] },
    cores: 2,
    folder: '/w',
  });
}
const plain = ({ args }: Pass): string[] => (typeof args === 'function' ? args(undefined) : args);
const only = (id: string, config: unknown, main = FILM): string[] => {
  const { passes } = compiled(id, config, main);
  expect(passes).toHaveLength(1);
  return plain(passes[0] as Pass);
};

test('trim', () => {
  expect(only('trim-video', { startTime: 1, endTime: 3 })).toEqual([
    ...START,
    ...PROGRESS,
    ...SAFE,
    ...['-ss', '0.999', ...INPUT, '-filter_complex', `[0:V:0]${SQUARE}[v0]`, '-map', '[v0]', '-map', '0:a:0'],
    ...X264,
    ...['-fps_mode', 'vfr', ...AAC, '-t', '2', ...MP4],
  ]);
});

test('mute copies', () => {
  const still = { ...FILM, picture: FILM.picture && { ...FILM.picture, width: 640 } };
  expect(only('mute-video', {}, still)).toEqual([
    ...[...START, ...PROGRESS, ...SAFE, ...INPUT, '-map', '0:V:0', '-c:v', 'copy', ...MP4],
  ]);
});

test('mute encodes what MP4 does not take', () => {
  const old = { ...FILM, picture: FILM.picture && { ...FILM.picture, codec: 'mpeg2video' } };
  expect(only('mute-video', {}, old)).toEqual(expect.arrayContaining(['-c:v', 'libx264']));
});

test('change of speed: pitch kept, in steps that sound well', () => {
  const args = only('change-video-speed', { speed: 5 });
  expect(args[args.indexOf('-filter_complex') + 1]).toBe(
    `[0:V:0]${SQUARE},setpts=expr=PTS/5,fps=fps=30/1[v0];\n[0:a:0]atempo=tempo=2,atempo=tempo=2,atempo=tempo=1.25[a1]`,
  );
});

test('rotate', () => {
  const args = only('rotate-video', { degrees: 270, flip: 'vertical' });
  expect(args[args.indexOf('-filter_complex') + 1]).toBe(`[0:V:0]${SQUARE},transpose=dir=cclock,vflip[v0]`);
});

test('a target size: two passes with one bit rate', () => {
  const { passes, expected } = compiled('compress-video', { targetSizeMb: 1 });
  const [first, second] = passes.map(plain);
  const rate = ['-b:v', '632400', '-maxrate', '1264800', '-bufsize', '1264800'];
  for (const args of [first, second]) {
    expect(args).toEqual(expect.arrayContaining(rate));
    expect(args).not.toContain('-crf');
  }
  expect(first?.slice(-6)).toEqual(['-pass', '1', '-an', '-f', 'null', '-']);
  expect(second).toEqual(expect.arrayContaining(['-pass', '2', '-b:a', '111k']));
  expect(expected.maxBytes).toBe(1_000_000);
});

test('GIF: palette first, so that memory has a bound', () => {
  const [first, second] = compiled('video-to-gif', { fps: 10, width: 100, endTime: 2 }).passes.map(plain);
  expect(first).toEqual([
    ...[...START, ...PROGRESS, ...SAFE, ...INPUT, '-filter_complex'],
    '[0:V:0]fps=fps=10,scale=w=100:h=56:flags=lanczos,setsar=sar=1,split[watched][sampled];\n[sampled]palettegen=stats_mode=diff[palette]',
    ...['-map', '[watched]', '-t', '2', '-f', 'null', '-', '-map', '[palette]', '-frames:v', '1'],
    ...['-c:v', 'png', '-f', 'image2', '-update', '1', 'file:/w/palette.png'],
  ]);
  expect(second).toEqual(expect.arrayContaining(['-i', 'file:/w/palette.png', '-loop', '0']));
});

test('loudness: the second pass knows what the first measured', () => {
  const [measure, apply] = compiled('normalize-audio', { targetLufs: -16 }).passes;
  expect(measure).toMatchObject({ measures: true, counts: 'seconds', ticks: 100 });
  expect(plain(measure as Pass)).toContain('loudnorm=I=-16:TP=-1.5:LRA=11:print_format=json');
  const args = typeof apply?.args === 'function' ? apply.args(MEASURED) : [];
  expect(args[args.indexOf('-af') + 1]).toBe(
    'loudnorm=I=-16:TP=-1.5:LRA=11:measured_I=-27.1:measured_TP=-4.4:measured_LRA=2:measured_thresh=-37:offset=0.1:linear=true,aformat=sample_rates=48000:channel_layouts=stereo',
  );
  const silent = typeof apply?.args === 'function' ? apply.args({ ...MEASURED, input_i: '-inf' }) : [];
  expect(silent[silent.indexOf('-af') + 1]).toBe('aformat=sample_rates=48000:channel_layouts=stereo');
});

test('a long film is played backwards part by part, the last part first', () => {
  const long = { ...FILM, picture: FILM.picture && { ...FILM.picture, width: 1920, height: 1080 } };
  const { passes, texts } = compiled('reverse-video', {}, long);
  expect(texts).toEqual([
    { file: '/w/parts.txt', text: "file '/w/part-2.mp4'\nfile '/w/part-1.mp4'\nfile '/w/part-0.mp4'\n" },
  ]);
  expect(passes).toHaveLength(4);
  expect(passes.slice(0, 3).map(({ ticks }) => ticks)).toEqual([32, 134, 134]);
  expect(plain(passes[0] as Pass)).toEqual(expect.arrayContaining(['-ss', '8.924']));
});

test('merge: every clip is fitted, silence is made where there is none', () => {
  const two = { ...FILM, sound: null, picture: FILM.picture && { ...FILM.picture, width: 360, height: 640 } };
  const { passes } = compiled('merge-videos', { inputUrls: ['y'] }, FILM, { clip2: two });
  const args = plain(passes[0] as Pass);
  const graph = args[args.indexOf('-filter_complex') + 1];
  expect(graph).toContain('pad=w=640:h=360:x=218:y=0:color=0x000000');
  expect(graph).toContain('anullsrc=r=48000:cl=stereo,atrim=end=10');
  expect(graph).toMatch(/\[v0\]\[a1\]\[v2\]\[a3\]concat=n=2:v=1:a=1\[v\]\[a\]$/);
});

test.each(TOOLS.map(({ id, example }) => [id, example] as const))(
  '%s opens nothing but local files, and has no shell',
  (id, example) => {
    const { passes } = compiled(id, example, FILM, { clip2: FILM, mark: FILM });
    expect(passes.length).toBeGreaterThan(0);
    for (const pass of passes) {
      const args = typeof pass.args === 'function' ? pass.args(MEASURED) : pass.args;
      const inputs = args.flatMap((arg, i) => (arg === '-i' ? [args[i + 1]] : []));
      expect(inputs.every((input) => input?.startsWith('file:/w/'))).toBe(true);
      const allowed = args.filter((arg) => arg === '-protocol_whitelist').length;
      expect(allowed).toBe(inputs.length);
    }
  },
);

test('subtitles are plain text for the painter', () => {
  const srt = "1\n00:00:00,000 --> 00:00:01,000\n{\\pos(1,1)}it's; [v]:drawtext\n";
  const { scene, passes } = compiled('burn-subtitles', { srt });
  expect(scene?.scene.layers[1]).toMatchObject({
    kind: 'captions',
    captions: [{ text: "it's; [v]:drawtext", start: 0, end: 1 }],
  });
  expect(plain(passes[0] as Pass).join(' ')).not.toContain('drawtext');
});
