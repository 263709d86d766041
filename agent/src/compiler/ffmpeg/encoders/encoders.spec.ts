import { DEFAULT_OUTPUT } from '@farm/shared/scene';
import { frameRate } from '@farm/shared/time';
import type { EncoderChoice } from '../../plan.types.js';
import { encoderArguments } from './index.js';

const facts = { output: DEFAULT_OUTPUT, fps: frameRate(29.97), cores: 4 };
const argsOf = (choice: EncoderChoice) => encoderArguments(choice, facts);

test('x264', () => {
  expect(argsOf({ name: 'libx264', engine: 'cpu' })).toEqual({
    device: [],
    output: [
      '-c:v',
      'libx264',
      '-preset',
      'veryfast',
      '-crf',
      '21',
      '-profile:v',
      'high',
      '-g',
      '60',
      '-threads',
      '4',
      '-force_key_frames',
      'expr:eq(mod(n,60),0)',
    ],
  });
});

test('NVENC, on the GPU that the probe named', () => {
  expect(argsOf({ name: 'h264_nvenc', engine: 'nvenc', device: '1' })).toEqual({
    device: [],
    output: [
      ...[
        '-c:v',
        'h264_nvenc',
        '-gpu',
        '1',
        '-preset',
        'p4',
        '-tune',
        'hq',
        '-rc',
        'vbr',
        '-cq',
        '24',
        '-b:v',
        '0',
      ],
      ...['-rc-lookahead', '20', '-spatial-aq', '1', '-profile:v', 'high', '-g', '60'],
    ],
  });
});

test('Quick Sync', () => {
  expect(argsOf({ name: 'h264_qsv', engine: 'qsv' })).toEqual({
    device: ['-init_hw_device', 'qsv=hw', '-filter_hw_device', 'hw'],
    finish: 'format=nv12,hwupload=extra_hw_frames=64',
    output: [
      '-c:v',
      'h264_qsv',
      '-preset',
      'medium',
      '-global_quality',
      '23',
      '-profile:v',
      'high',
      '-g',
      '60',
    ],
  });
});

test('VAAPI', () => {
  expect(argsOf({ name: 'h264_vaapi', engine: 'vaapi' })).toEqual({
    device: ['-vaapi_device', '/dev/dri/renderD128'],
    finish: 'format=nv12,hwupload',
    output: ['-c:v', 'h264_vaapi', '-rc_mode', 'CQP', '-qp', '23', '-profile:v', 'high', '-g', '60'],
  });
});

test('VideoToolbox', () => {
  expect(argsOf({ name: 'h264_videotoolbox', engine: 'videotoolbox' })).toEqual({
    device: [],
    output: ['-c:v', 'h264_videotoolbox', '-allow_sw', '0', '-q:v', '63', '-profile:v', 'high', '-g', '60'],
  });
});

/** Whole argument lists, as they stand on the command line. */
const line = (name: string, engine: EncoderChoice['engine'], more: object = {}): string => {
  const { device, output, finish, pixels } = encoderArguments({ name, engine }, { ...facts, ...more });
  return [...device, ...output, finish ?? pixels ?? 'yuv420p'].join(' ');
};

test.each([
  ['libx265', '-preset veryfast -crf 26 -g 60 -x265-params log-level=error:pools=4 yuv420p'],
  ['libsvtav1', '-preset 9 -crf 33 -g 60 -svtav1-params lp=4 yuv420p'],
  ['libaom-av1', '-cpu-used 6 -row-mt 1 -crf 33 -b:v 0 -g 60 -threads 4 yuv420p'],
  ['libvpx-vp9', '-crf 31 -b:v 0 -deadline good -cpu-used 4 -row-mt 1 -threads 4 -g 60 yuv420p'],
  [
    'prores_ks',
    '-profile:v 4444 -vendor apl0 -qscale:v 8 -alpha_bits 0 -threads 4 ' +
      'scale=flags=accurate_rnd+full_chroma_int:out_color_matrix=bt709:out_range=tv,format=yuv444p10le,' +
      'setparams=range=tv:color_primaries=bt709:color_trc=bt709:colorspace=bt709',
  ],
  [
    'gif',
    'format=rgba,split[frames][seen];[seen]palettegen=stats_mode=full[palette];' +
      '[frames][palette]paletteuse=dither=sierra2_4a:diff_mode=rectangle:alpha_threshold=96',
  ],
  ['png', '-pred mixed rgb24'],
  [
    'mjpeg',
    '-q:v 4 scale=flags=accurate_rnd+full_chroma_int:out_color_matrix=bt601:out_range=pc,format=yuvj420p',
  ],
  [
    'libwebp',
    '-quality 80 scale=flags=accurate_rnd+full_chroma_int:out_color_matrix=bt601:out_range=tv,format=yuv420p',
  ],
])('%s in software', (name, args) => expect(line(name, 'cpu')).toBe(`-c:v ${name} ${args}`));

test('transparent pictures keep what is transparent', () => {
  const transparent = { transparent: true };
  expect(line('libvpx-vp9', 'cpu', transparent)).toMatch(
    /-auto-alt-ref 0 -metadata:s:v:0 alpha_mode=1 yuva420p$/,
  );
  expect(line('prores_ks', 'cpu', transparent)).toMatch(/-alpha_bits 16 .*format=yuva444p10le,/);
  expect(line('png', 'cpu', transparent)).toMatch(/rgba$/);
  expect(line('libwebp', 'cpu', transparent)).toMatch(/format=bgra$/);
});

test('a GIF that does not fit into memory has a palette for each picture', () => {
  expect(line('gif', 'cpu', { rawBytes: 300 * 2 ** 20 })).toContain(
    'palettegen=stats_mode=single[palette];[frames][palette]paletteuse=dither=sierra2_4a:diff_mode=rectangle:alpha_threshold=96:new=1',
  );
});

test.each<[string, EncoderChoice['engine'], string]>([
  [
    'hevc_nvenc',
    'nvenc',
    '-gpu 0 -preset p4 -tune hq -rc vbr -cq 24 -b:v 0 -rc-lookahead 20 -spatial-aq 1 -profile:v main -g 60 yuv420p',
  ],
  [
    'av1_nvenc',
    'nvenc',
    '-gpu 0 -preset p4 -tune hq -rc vbr -cq 30 -b:v 0 -rc-lookahead 20 -spatial-aq 1 -g 60 yuv420p',
  ],
  ['hevc_videotoolbox', 'videotoolbox', '-allow_sw 0 -q:v 63 -profile:v main -g 60 yuv420p'],
])('%s', (name, engine, args) => expect(line(name, engine)).toBe(`-c:v ${name} ${args}`));

test.each<[string, EncoderChoice['engine'], string]>([
  ['hevc_qsv', 'qsv', '-preset medium -global_quality 23 -profile:v main -g 60'],
  ['av1_qsv', 'qsv', '-preset medium -global_quality 23 -g 60'],
  ['hevc_vaapi', 'vaapi', '-rc_mode CQP -qp 23 -profile:v main -g 60'],
  ['av1_vaapi', 'vaapi', '-rc_mode CQP -global_quality 115 -g 60'],
])('%s, behind its upload', (name, engine, args) =>
  expect(encoderArguments({ name, engine }, facts).output.join(' ')).toBe(`-c:v ${name} ${args}`),
);

test('crf is on the scale of x264 for every family', () => {
  const sharp = { output: { ...DEFAULT_OUTPUT, crf: 10 } };
  const crf = (name: string) => /-crf (\d+)/.exec(line(name, 'cpu', sharp))?.[1];
  expect(['libx265', 'libsvtav1', 'libaom-av1', 'libvpx-vp9'].map(crf)).toEqual(['15', '22', '22', '20']);
});
