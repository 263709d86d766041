import type { MediaFacts } from '@farm/shared/scene';
import type { ResultOf } from '@farm/shared/wire';

/** What the farm tells a customer of an uploaded file. */
export type AssetFacts = ResultOf<'inspect'>['facts'];

/** One face of a font file. */
export interface FontFace {
  weight: number;
  style: string;
}

/** Facts of a picture, film or sound in the words of docs/api/assets.md. Absent: the file has no such thing. */
export function factsOfMedia({ duration, video, audio }: MediaFacts): AssetFacts {
  return {
    duration,
    width: video?.width ?? null,
    height: video?.height ?? null,
    details: {
      ...(video
        ? {
            videoCodec: video.codec,
            pixelFormat: video.pixelFormat,
            rotation: video.rotation,
            hasAlpha: video.hasAlpha,
            ...(video.fps ? { fps: Math.round((video.fps.num / video.fps.den) * 1000) / 1000 } : {}),
          }
        : {}),
      ...(audio ? { audioCodec: audio.codec, sampleRate: audio.sampleRate, channels: audio.channels } : {}),
      hasAudio: audio !== null,
    },
  };
}

/** Facts of a font: its own family name when it says one, and its faces. */
export function factsOfFont(family: string | undefined, faces: readonly FontFace[]): AssetFacts {
  const [first] = faces;
  return {
    duration: null,
    width: null,
    height: null,
    details: {
      ...(family === undefined ? {} : { family }),
      ...(first ? { weight: first.weight, style: first.style } : {}),
      ...(faces.length > 1 ? { faces } : {}),
    },
  };
}
