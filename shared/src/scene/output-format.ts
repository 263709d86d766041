/** What kind of thing a format is: decides whether it sounds, which previews it has and how its file is judged. */
export type OutputKind = 'film' | 'animation' | 'sequence' | 'still' | 'sound';

export const VIDEO_CODECS = ['h264', 'hevc', 'av1', 'vp9', 'prores', 'gif', 'png', 'jpeg', 'webp'] as const;
export type VideoCodec = (typeof VIDEO_CODECS)[number];

export const AUDIO_CODECS = ['aac', 'opus', 'mp3', 'pcm'] as const;
export type AudioCodec = (typeof AUDIO_CODECS)[number];

export interface ContainerFacts {
  kind: OutputKind;
  /** Without the dot. */
  extension: string;
  contentType: string;
  /** Codecs of its pictures, the usual one first; none: it only sounds. */
  video: readonly VideoCodec[];
  /** Codecs of its sound, the usual one first; none: it is silent. */
  audio: readonly AudioCodec[];
}

/** Every file that a scene can become. */
export const CONTAINERS = {
  mp4: {
    kind: 'film',
    extension: 'mp4',
    contentType: 'video/mp4',
    video: ['h264', 'hevc', 'av1'],
    audio: ['aac'],
  },
  webm: {
    kind: 'film',
    extension: 'webm',
    contentType: 'video/webm',
    video: ['vp9', 'av1'],
    audio: ['opus'],
  },
  mov: {
    kind: 'film',
    extension: 'mov',
    contentType: 'video/quicktime',
    video: ['prores'],
    audio: ['pcm', 'aac'],
  },
  gif: { kind: 'animation', extension: 'gif', contentType: 'image/gif', video: ['gif'], audio: [] },
  'png-sequence': {
    kind: 'sequence',
    extension: 'zip',
    contentType: 'application/zip',
    video: ['png'],
    audio: [],
  },
  png: { kind: 'still', extension: 'png', contentType: 'image/png', video: ['png'], audio: [] },
  jpeg: { kind: 'still', extension: 'jpg', contentType: 'image/jpeg', video: ['jpeg'], audio: [] },
  webp: { kind: 'still', extension: 'webp', contentType: 'image/webp', video: ['webp'], audio: [] },
  m4a: { kind: 'sound', extension: 'm4a', contentType: 'audio/mp4', video: [], audio: ['aac'] },
  mp3: { kind: 'sound', extension: 'mp3', contentType: 'audio/mpeg', video: [], audio: ['mp3'] },
  wav: { kind: 'sound', extension: 'wav', contentType: 'audio/wav', video: [], audio: ['pcm'] },
} as const satisfies Record<string, ContainerFacts>;

export type Container = keyof typeof CONTAINERS;
export const CONTAINER_NAMES = Object.keys(CONTAINERS) as [Container, ...Container[]];

export const containerFacts = (container: Container): ContainerFacts => CONTAINERS[container];

/** Codecs that can hold transparent pixels. */
const WITH_ALPHA: ReadonlySet<VideoCodec> = new Set(['vp9', 'prores', 'gif', 'png', 'webp']);
export const holdsAlpha = (codec: VideoCodec | null): boolean => codec !== null && WITH_ALPHA.has(codec);

/** Codecs that are steered by a constant rate factor. */
const WITH_CRF: ReadonlySet<VideoCodec> = new Set(['h264', 'hevc', 'av1', 'vp9']);
export const takesCrf = (codec: VideoCodec | null): boolean => codec !== null && WITH_CRF.has(codec);

/** Clocks of GIF tick in hundredths of a second, and browsers slow down what is shorter than two of them. */
export const MAX_GIF_FPS = 50;
