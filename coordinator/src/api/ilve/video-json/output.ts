import {
  AUDIO_CODECS,
  CONTAINER_NAMES,
  containerFacts,
  DEFAULT_OUTPUT,
  LIMITS,
  MAX_GIF_FPS,
  takesCrf,
  VIDEO_CODECS,
  type AudioCodec,
  type Container,
  type OutputSpec,
  type VideoCodec,
} from '@farm/shared/scene';
import { anyOf, isObject, member, own, quote, type JsonObject } from './json.js';
import type { Place, Problems } from './problems.js';
import { parseTime } from './time.js';

/** `output` of a document, an extension of ours: what file is made of the scene (docs/api/output.md). */
export interface Output {
  spec: OutputSpec;
  /** Frames a second, when they are not the composition's. */
  fps?: number;
  /** Where it stands. */
  place: Place;
}

/** Names that people also use. */
const SAME: Record<string, string> = { jpg: 'jpeg', h265: 'hevc', prores4444: 'prores' };
const QUALITIES = ['low', 'medium', 'high'] as const;
/** Every member, with the names that mean it. */
const MEMBERS = {
  format: ['format', 'container'],
  codec: ['codec', 'videoCodec'],
  audio: ['audio', 'audioCodec'],
  quality: ['quality'],
  crf: ['crf'],
  fps: ['fps'],
  frame: ['frame'],
  time: ['time'],
} as const;
const KNOWN = Object.values(MEMBERS).flat() as readonly string[];

/** Reads `output`, and rejects what no file could be. Absent: H.264 with AAC in MP4. */
export function readOutput(value: unknown, place: Place, fps: number, problems: Problems): Output {
  const usual = { spec: { ...DEFAULT_OUTPUT }, place };
  if (value === undefined) return usual;
  if (!isObject(value)) {
    const sentence = `output must be an object such as {"format": "webm"} (got ${quote(value)}).`;
    problems.reject(place, 'INVALID_OUTPUT', sentence);
    return usual;
  }
  return new OutputReader(value, place, fps, problems).read();
}

class OutputReader {
  constructor(
    private readonly raw: JsonObject,
    private readonly place: Place,
    /** Of the composition. */
    private readonly usualFps: number,
    private readonly problems: Problems,
  ) {}

  read(): Output {
    this.warnOfUnknown();
    const container = this.container();
    const facts = containerFacts(container);
    const videoCodec = this.codec(container, facts.video);
    const audioCodec = this.audio(container, facts.audio);
    const fps = this.fps(container);
    const crf = this.crf(videoCodec, container);
    const frame = this.frame(container, fps ?? this.usualFps);
    const spec: OutputSpec = {
      container,
      videoCodec,
      audioCodec,
      quality: this.quality(),
      ...(crf === undefined ? {} : { crf }),
      ...(frame === undefined ? {} : { frame }),
    };
    return { spec, place: this.place, ...(fps === undefined ? {} : { fps }) };
  }

  private given(name: keyof typeof MEMBERS): { value: unknown; name: string } | undefined {
    for (const spelling of MEMBERS[name]) {
      const value = own(this.raw, spelling);
      if (value !== undefined) return { value, name: spelling };
    }
    return undefined;
  }

  private reject(name: string, sentence: string): undefined {
    const place = { ...this.place, path: member(this.place.path, name) };
    this.problems.reject(place, 'INVALID_OUTPUT', `output.${name} ${sentence}`);
    return undefined;
  }

  private warnOfUnknown(): void {
    for (const name of Object.keys(this.raw)) {
      if (KNOWN.includes(name)) continue;
      const hint = this.problems.didYouMean(name, KNOWN) || '; see docs/api/output.md.';
      const place = { ...this.place, path: member(this.place.path, name) };
      this.problems.warn(place, 'unknown-property', `output has no ${quote(name)}${hint}`);
    }
  }

  /** As named, or the first one that holds the named codec. */
  private container(): Container {
    const given = this.given('format');
    if (!given) return this.containerOfCodec() ?? 'mp4';
    const name = plain(given.value);
    const found = CONTAINER_NAMES.find((one) => one === name);
    if (found) return found;
    const hint = this.problems.didYouMean(String(name), CONTAINER_NAMES);
    this.reject(given.name, `must be ${anyOf(CONTAINER_NAMES)} (got ${quote(given.value)})${hint || '.'}`);
    return 'mp4';
  }

  private containerOfCodec(): Container | undefined {
    const codec = plain(this.given('codec')?.value);
    return CONTAINER_NAMES.find((name) => containerFacts(name).video.some((one) => one === codec));
  }

  private codec(container: Container, video: readonly VideoCodec[]): VideoCodec | null {
    const [usual = null] = video;
    const given = this.given('codec');
    if (!given) return usual;
    const name = plain(given.value);
    const found = video.find((one) => one === name);
    if (found) return found;
    const other = VIDEO_CODECS.some((one) => one === name) ? this.containerOfCodec() : undefined;
    const rule =
      video.length === 0 ? `must be left out: ${container} holds only sound` : `must be ${anyOf(video)}`;
    const where = video.length === 0 ? '' : ` in ${container}`;
    const hint = other ? `; for ${String(name)} choose the format ${other}` : '';
    this.reject(given.name, `${rule}${where} (got ${quote(given.value)})${hint}.`);
    return usual;
  }

  private audio(container: Container, audio: readonly AudioCodec[]): AudioCodec | null {
    const [usual = null] = audio;
    const given = this.given('audio');
    if (!given || given.value === true) {
      if (given && usual === null) this.reject(given.name, `must be left out: ${container} has no sound.`);
      return usual;
    }
    const onlySound = containerFacts(container).video.length === 0;
    if (given.value === false) {
      if (onlySound) this.reject(given.name, `must not be false: ${container} holds nothing but sound.`);
      return null;
    }
    const found = audio.find((one) => one === plain(given.value));
    if (found) return found;
    if (usual === null) this.reject(given.name, `must be left out: ${container} has no sound.`);
    else if (AUDIO_CODECS.some((one) => one === plain(given.value)))
      this.reject(given.name, `must be ${anyOf(audio)} in ${container} (got ${quote(given.value)}).`);
    else this.reject(given.name, `must be true, false or ${anyOf(audio)} (got ${quote(given.value)}).`);
    return usual;
  }

  private quality(): OutputSpec['quality'] {
    const given = this.given('quality');
    const found = QUALITIES.find((one) => one === given?.value);
    if (given && !found) this.reject(given.name, `must be ${anyOf(QUALITIES)} (got ${quote(given.value)}).`);
    return found ?? DEFAULT_OUTPUT.quality;
  }

  private crf(codec: VideoCodec | null, container: Container): number | undefined {
    const given = this.given('crf');
    if (!given) return undefined;
    const crf = given.value;
    if (!takesCrf(codec))
      return this.reject(given.name, `does not apply to ${codec ?? container}; use quality instead.`);
    if (typeof crf === 'number' && Number.isInteger(crf) && crf >= 0 && crf <= 51) return crf;
    return this.reject(given.name, `must be a whole number from 0 (best) to 51 (got ${quote(crf)}).`);
  }

  private fps(container: Container): number | undefined {
    const given = this.given('fps');
    const most = container === 'gif' ? MAX_GIF_FPS : LIMITS.maxFps;
    const fps = given ? given.value : this.usualFps;
    if (typeof fps === 'number' && fps >= 1 && fps <= most) return given ? fps : undefined;
    const why = container === 'gif' ? ', the fastest that browsers show a GIF' : '';
    return this.reject('fps', `must be between 1 and ${most}${why} (got ${quote(fps)}).`);
  }

  /** The frame on which a moment lies. */
  private frame(container: Container, fps: number): number | undefined {
    const [frame, time] = [this.given('frame'), this.given('time')];
    const given = frame ?? time;
    if (!given) return undefined;
    if (containerFacts(container).kind !== 'still')
      return this.reject(given.name, `is for single pictures (png, jpeg, webp), not for ${container}.`);
    if (frame && time) return this.reject('time', 'must be left out when output.frame is given.');
    if (frame) {
      if (typeof frame.value === 'number' && Number.isSafeInteger(frame.value) && frame.value >= 0)
        return frame.value;
      return this.reject('frame', `must be a whole number from 0 on (got ${quote(frame.value)}).`);
    }
    const seconds = parseTime(time?.value, this.usualFps);
    if (seconds === undefined || seconds < 0 || seconds > LIMITS.maxDuration)
      return this.reject('time', `must be a time such as 2.5 or "2.5s" (got ${quote(time?.value)}).`);
    return Math.floor(seconds * fps + 1e-6);
  }
}

const plain = (value: unknown): unknown =>
  typeof value === 'string' ? (SAME[value.toLowerCase()] ?? value.toLowerCase()) : value;
