// A document of ours as the agent's engine takes it.
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { dist, ffmpegVersion, tools } from './tools.mjs';

export const cores = availableParallelism();

export async function sceneInput({ document, folder }) {
  const { videoJsonToScene } = await import(dist('coordinator/src/api/ilve/video-json/index.js'));
  const translated = videoJsonToScene({ name: 'bench', ...document }, { allowFiles: true });
  if (!translated.ok) throw new Error(JSON.stringify(translated.issues));
  const { scene } = translated;
  const files = Object.fromEntries(
    Object.entries(scene.sources).map(([key, source]) => [key, join(folder, source.path ?? '')]),
  );
  const version = ffmpegVersion().split(' ')[2];
  const capabilities = {
    ffmpeg: { path: tools.ffmpeg, version, origin: 'bundled' },
    ffprobe: { path: tools.ffprobe, version },
    encoders: [{ name: 'libx264', codec: 'h264', engine: 'cpu', available: true }],
    filters: [],
    decoders: [],
    maxWidth: 8192,
    maxHeight: 8192,
  };
  return { scene, files, tools, capabilities, cores, engine: 'cpu' };
}
