import { logText } from './log-text.js';

const FOLDER = '/home/ann/.framefarm/agents/1/work/018f';

test.each([
  [
    `$ ffmpeg -i file:${FOLDER}/inputs/0 file:${FOLDER}/master.mp4`,
    '$ ffmpeg -i file:inputs/0 file:master.mp4',
  ],
  ['ffmpeg: cannot open /home/ann/.framefarm/agents/1/cache/ab12', 'ffmpeg: cannot open ab12'],
  ["-vf 'drawtext=fontfile=/usr/share/fonts/a.ttf'", "-vf 'drawtext=fontfile=a.ttf'"],
  ['at file:///srv/farm/dist/agent/main.js:3:4', 'at file:///srv/farm/dist/agent/main.js:3:4'],
  [
    'GET https://s3.example/b/k.mp4?X-Amz-Signature=abc&sv=1 failed',
    'GET https://s3.example/b/k.mp4?[hidden] failed',
  ],
  ['PUT https://g.example/upload?upload_id=SECRET', 'PUT https://g.example/upload?[hidden]'],
  ['https://ann:pw@example.com/a.mp4', 'https://[hidden]@example.com/a.mp4'],
  ['authorization: Bearer eyJh.bGci.OiJ', 'authorization: [hidden]'],
  ['key vf_live_0123abc is wrong', 'key [hidden] is wrong'],
  ['the file at data:image/jpeg;base64,/9j/4AAQ/SkZJ', 'the file at data:image/jpeg,…'],
  ['\u001b[31mred\u001b[0m\tand\r\nmore\0', 'red and more'],
  ['half \ud83d letter', 'half \ufffd letter'],
  ['-format_whitelist mov,mp4 -i a', '-format_whitelist … -i a'],
  // What only looks like a path stays.
  ['-r 30000/1001 -vf scale=w=iw/2:h=-2', '-r 30000/1001 -vf scale=w=iw/2:h=-2'],
  ["overlay='(W-w)/2':'(H-h)/2/3'", "overlay='(W-w)/2':'(H-h)/2/3'"],
  ['-vaapi_device /dev/dri/renderD128', '-vaapi_device renderD128'],
])('%j is shown as %j', (text, shown) => expect(logText(text, FOLDER)).toBe(shown));

test('a line that is too long says how much is missing', () => {
  expect(logText('x'.repeat(10_000), '')).toMatch(/^x{8192} … \(1808 more characters\)$/);
});
