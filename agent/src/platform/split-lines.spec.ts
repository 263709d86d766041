import { LineSplitter } from './split-lines.js';

function lines(...chunks: (string | Buffer)[]): string[] {
  const told: string[] = [];
  const splitter = new LineSplitter((line) => told.push(line));
  for (const chunk of chunks) splitter.push(Buffer.from(chunk));
  splitter.end();
  return told;
}

test('lines come whole, however they were cut, and the last one without its end', () => {
  expect(lines('one\ntw', 'o\r\nthree\rfour')).toEqual(['one', 'two', 'three', 'four']);
  expect(lines('\n\n  \n')).toEqual([]);
});

test('a letter that was cut in two is put together', () => {
  const bytes = Buffer.from('größe\n');
  expect(lines(bytes.subarray(0, 3), bytes.subarray(3))).toEqual(['größe']);
});

test('what never ends a line fills no memory', () => {
  const chunk = 'x'.repeat(6000);
  expect(lines(chunk, chunk, chunk, '\nshort\n').map((line) => line.length)).toEqual([8192, 5]);
});
