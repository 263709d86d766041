import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { SAMPLES, testTools } from '../setup/samples.js';

/** A file as somebody might send it. */
export interface CorpusFile {
  name: string;
  path: string;
  picture: boolean;
  sound: boolean;
}

const PICTURE = 'testsrc2=s=320x240:r=25:d=2';
const SOUND = 'sine=f=440:r=44100:d=2';
const film = (...codecs: string[]): string[] => [
  ...['-f', 'lavfi', '-i', PICTURE, '-f', 'lavfi', '-i', SOUND, '-shortest'],
  ...codecs,
];
const silent = (...codecs: string[]): string[] => ['-f', 'lavfi', '-i', PICTURE, ...codecs];

/** What stands for Debian's files where those are not at hand: their containers and codecs, as far as ffmpeg writes them. */
const RECIPES: Record<string, string[]> = {
  'mpeg4.avi': silent('-c:v', 'mpeg4'),
  'msmpeg4.avi': film('-c:v', 'msmpeg4', '-c:a', 'ac3'),
  'mpeg1.mpg': film('-c:v', 'mpeg1video', '-c:a', 'mp2'),
  'mpeg2.mpg': film('-c:v', 'mpeg2video', '-c:a', 'mp2', '-flags', '+ildct+ilme'),
  // Raw streams say neither how long they are nor, some of them, when a picture is shown.
  'raw.m1v': silent('-c:v', 'mpeg1video', '-f', 'mpeg1video'),
  'raw.h264': silent('-c:v', 'libx264', '-bf', '2', '-f', 'h264'),
  'mjpeg.mov': silent('-c:v', 'mjpeg', '-pix_fmt', 'yuvj422p'),
  'vp8.webm': film('-c:v', 'libvpx', '-c:a', 'libvorbis'),
  // What a browser records: nobody went back to write down how long it became.
  'recorded.webm': film('-c:v', 'libvpx-vp9', '-c:a', 'libopus', '-live', '1', '-seekable', '0'),
  'theora.ogv': film('-c:v', 'libtheora', '-c:a', 'libvorbis'),
  'flash.flv': film('-c:v', 'flv', '-c:a', 'libmp3lame'),
  'h263.3gp': film('-c:v', 'h263', '-s', '352x288', '-c:a', 'aac', '-ac', '1'),
  'surround.mkv': film('-c:v', 'mpeg4', '-c:a', 'aac', '-ac', '6'),
  'huffyuv.avi': silent('-c:v', 'huffyuv', '-pix_fmt', 'bgra'),
  'cinepak.avi': silent('-c:v', 'cinepak', '-t', '0.5'),
  'yuv444.mp4': film('-c:v', 'libx264', '-pix_fmt', 'yuv444p', '-c:a', 'libmp3lame', '-ac', '1'),
  'sound.mkv': ['-f', 'lavfi', '-i', SOUND, '-c:a', 'libopus', '-ac', '1'],
};

/** Makes the files once, beside the samples. */
export function madeCorpus(): CorpusFile[] {
  const folder = join(SAMPLES, 'corpus');
  mkdirSync(folder, { recursive: true });
  return Object.entries(RECIPES).map(([name, recipe]) => {
    const path = join(folder, name);
    if (!existsSync(path)) execFileSync(testTools().ffmpeg, ['-v', 'error', '-y', ...recipe, path]);
    return { name, path, picture: recipe.includes('-c:v'), sound: recipe.includes('-c:a') };
  });
}

/** Debian's files in the folder of test/setup/fetch-corpus.mjs; packages that it left out are left out here. */
export function debianCorpus(folder: string): CorpusFile[] {
  const table = readFileSync(join(import.meta.dirname, '../fixtures/media/corpus.tsv'), 'utf8');
  return table
    .trim()
    .split('\n')
    .slice(1)
    .map((line) => line.split('\t'))
    .filter(([name = '']) => existsSync(join(folder, name)))
    .map(([name = '', path = '', video, , , , , audio]) => ({
      name: `${name}: ${path.split('/').at(-1) ?? ''}`,
      path: join(folder, name, path),
      picture: video !== '-',
      sound: audio !== '-',
    }));
}
