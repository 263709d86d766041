import type { Scene } from '../../shared/src/scene/index.js';

/** The smallest scene that is valid: two seconds of one colour. */
export function minimalScene(change: Partial<Scene> = {}): Scene {
  return {
    version: 1,
    name: 'minimal',
    width: 640,
    height: 360,
    fps: { num: 30, den: 1 },
    duration: 2,
    backgroundColor: '#123456',
    layers: [],
    tracks: [],
    sources: {},
    fonts: {},
    frame: { properties: {}, animations: [], effects: [] },
    output: { container: 'mp4', videoCodec: 'h264', audioCodec: 'aac', quality: 'medium' },
    ...change,
  };
}
