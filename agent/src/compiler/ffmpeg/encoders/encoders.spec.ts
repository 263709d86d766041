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
    upload: 'format=nv12,hwupload=extra_hw_frames=64',
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
    upload: 'format=nv12,hwupload',
    output: ['-c:v', 'h264_vaapi', '-rc_mode', 'CQP', '-qp', '23', '-profile:v', 'high', '-g', '60'],
  });
});

test('VideoToolbox', () => {
  expect(argsOf({ name: 'h264_videotoolbox', engine: 'videotoolbox' })).toEqual({
    device: [],
    output: ['-c:v', 'h264_videotoolbox', '-allow_sw', '0', '-q:v', '63', '-profile:v', 'high', '-g', '60'],
  });
});
