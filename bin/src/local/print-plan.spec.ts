import { execFileSync } from 'node:child_process';
import { shellQuote } from './print-plan.js';

describe('quoting for a shell', () => {
  test.each([
    '-i',
    'a b',
    "it's",
    '[0:v]scale=1280:720[out];',
    '$HOME `id` "x" \\',
    '',
    'naïve ü 😀',
    'a\nb',
  ])('%p comes back as it went in', (argument) => {
    const echo = `${shellQuote(process.execPath)} -e 'process.stdout.write(process.argv[1])' -- ${shellQuote(argument)}`;
    expect(execFileSync('/bin/sh', ['-c', echo], { encoding: 'utf8' })).toBe(argument);
  });

  test('plain arguments stay plain', () => expect(shellQuote('pipe:3')).toBe('pipe:3'));
});
