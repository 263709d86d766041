import { configSchemaOf, findTool, readConfig, readSubtitles, toolPlanSchema, TOOLS } from './index.js';

const INPUT = 'https://media.example/in.mp4';
const tool = (id: string) => {
  const found = findTool(id);
  if (!found) throw new Error(`no tool ${id}`);
  return found;
};
const draft = (id: string, raw: unknown) => {
  const { config, issues } = readConfig(tool(id), raw);
  expect(issues).toEqual([]);
  return tool(id).draft(config, INPUT);
};
const sentences = (id: string, raw: unknown) =>
  readConfig(tool(id), raw).issues.map(({ message }) => message);

describe('the catalogue', () => {
  test('ids and aliases are distinct', () => {
    const names = TOOLS.flatMap(({ id, aliases }) => [id, ...aliases]);
    expect(new Set(names).size).toBe(names.length);
    expect(TOOLS).toHaveLength(16);
  });

  test.each(TOOLS.map((one) => [one.id, one] as const))(
    '%s: its example is a plan, its schema is an object',
    (id, one) => {
      const { operation, format } = draft(id, one.example);
      const plan = { version: 1, tool: id, operation, format, hints: {} };
      expect(toolPlanSchema.parse(plan)).toEqual(plan);
      expect(configSchemaOf(one)).toMatchObject({ type: 'object', properties: expect.any(Object) });
    },
  );

  test('aliases find their tool, unknown names none', () => {
    expect(findTool('Resize')?.id).toBe('resize-video');
    expect(findTool('mute')?.id).toBe('mute-video');
    expect(findTool('constructor')).toBeUndefined();
  });
});

describe('configs', () => {
  test.each([
    [{ startTime: 1, endTime: 3 }],
    [{ start: 1, end: 3 }],
    [{ startTime: '00:00:01', endTime: '0:03.000' }],
    [{ startTime: 1, endTime: 3, start: null }],
  ])('%j trims from 1 to 3', (config) =>
    expect(draft('trim-video', config).operation).toEqual({ op: 'trim', start: 1, end: 3 }),
  );

  test.each([null, [], undefined, {}])('%j is an empty config', (config) =>
    expect(draft('mute-video', config)).toEqual({ operation: { op: 'mute' }, format: 'mp4' }),
  );

  test('a crop box may stand in an object of its own', () => {
    const box = { op: 'crop', x: 10, y: 20, width: 100, height: 50 };
    expect(draft('crop-video', { crop: { x: 10, y: 20, width: 100, height: 50 } }).operation).toEqual(box);
    expect(draft('crop', { left: 10, top: 20, w: 100, h: 50 }).operation).toEqual(box);
  });

  test('merge: the main input goes first, or the list says all', () => {
    const second = 'https://media.example/b.mp4';
    const clips = { clips: ['input', 'clip2'] };
    const urls = [{ key: 'clip2', path: 'config.inputUrls[0]', url: second }];
    expect(draft('merge-videos', { inputUrls: [second] })).toMatchObject({ operation: clips, urls });
    expect(draft('merge-videos', { inputUrls: [INPUT, second] })).toMatchObject({
      operation: clips,
      urls: [{ key: 'clip2', path: 'config.inputUrls[1]', url: second }],
    });
  });

  test.each([
    ['trim-video', {}, 'config.startTime is missing: give config.startTime, config.endTime or both'],
    ['trim-video', { startTime: 3, endTime: 2 }, 'config.endTime must be after config.startTime'],
    ['crop-video', { width: 100 }, 'config.height must be a number (it is missing)'],
    ['crop-video', { width: 100, height: '50' }, 'config.height must be a number (got "50")'],
    ['crop-video', { width: 1.5, height: 50 }, 'config.width must be a whole number (got 1.5)'],
    ['change-video-speed', { speed: 0 }, 'config.speed must be at least 0.1 (got 0)'],
    ['rotate-video', { degrees: 45 }, 'config.degrees must be one of -270, -180, -90, 0, 90, 180, 270, 360'],
    ['watermark-video', {}, 'config.imageUrl or config.text must be given, and not both'],
    [
      'burn-subtitles',
      {},
      'config.subtitlesUrl or config.srt or config.vtt must be given, exactly one of them',
    ],
    [
      'burn-subtitles',
      { srt: 'x', style: { color: 'no' } },
      'config.style.color must be a CSS colour such as "#ff8800"',
    ],
    [
      'compress-video',
      { crf: 20, targetSizeMb: 1 },
      'config.targetSizeMb and config.crf exclude each other; give one of them',
    ],
    ['merge-videos', { inputUrls: [] }, 'config.inputUrls must have at least 1 (got [])'],
    ['mute-video', 'x', 'config must be an object such as {}'],
  ])('%s %j is refused', (id, config, sentence) => expect(sentences(id, config)[0]).toBe(`${sentence}.`));

  test('a typing mistake is pointed out and ignored', () => {
    expect(readConfig(tool('trim-video'), { startTime: 1, endTme: 2 }).warnings).toEqual([
      {
        code: 'unknown-config',
        path: 'config.endTme',
        message: 'config.endTme is not known to trim-video and was ignored; did you mean endTime?',
      },
    ]);
  });
});

describe('subtitle texts', () => {
  test('SRT and WebVTT, without their markup', () => {
    const srt =
      '\uFEFF1\r\n00:00:01,500 --> 00:00:02,000\r\n{\\an8}<i>Hi</i> &amp; bye\r\nthere\r\n\r\n2\n00:00:00.000 --> 00:00:01.000\nfirst';
    expect(readSubtitles(srt)).toEqual([
      { text: 'first', start: 0, end: 1 },
      { text: 'Hi & bye\nthere', start: 1.5, end: 2 },
    ]);
    expect(readSubtitles('WEBVTT\n\n01:02.500 --> 01:03.000 align:start\n<v Bob>Hey')).toEqual([
      { text: 'Hey', start: 62.5, end: 63 },
    ]);
    expect(readSubtitles('no cue')).toEqual([]);
  });
});
