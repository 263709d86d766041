// Makes the three files that bin/demo/scene.json names: clip.mp4, photo.jpg and music.wav.
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { makeClip } from './clip.mjs';
import { makeMusic } from './music.mjs';
import { makePhoto } from './photo.mjs';

/** Resolves when all three lie in `folder`; `onProgress` hears 0 to 1. */
export async function makeMedia(folder, { ffmpeg, onProgress = () => {} }) {
  await mkdir(folder, { recursive: true });
  await makeMusic(join(folder, 'music.wav'));
  await makePhoto(join(folder, 'photo.jpg'));
  await makeClip(join(folder, 'clip.mp4'), { ffmpeg, onProgress });
}

// By hand: node bin/demo/media.mjs FOLDER [FFMPEG]
if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href)
  await makeMedia(process.argv[2] ?? '.', { ffmpeg: process.argv[3] ?? 'ffmpeg' });
