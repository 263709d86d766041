/** What kind of file a format is; decides what the agent verifies and which previews it makes. */
export type FormatKind = 'video' | 'audio' | 'image' | 'animation';

interface FormatFacts {
  kind: FormatKind;
  contentType: string;
}

/** Every format that a tool can write. The name is also the extension of the file. */
export const OUTPUT_FORMATS = {
  mp4: { kind: 'video', contentType: 'video/mp4' },
  webm: { kind: 'video', contentType: 'video/webm' },
  mov: { kind: 'video', contentType: 'video/quicktime' },
  mkv: { kind: 'video', contentType: 'video/x-matroska' },
  gif: { kind: 'animation', contentType: 'image/gif' },
  mp3: { kind: 'audio', contentType: 'audio/mpeg' },
  m4a: { kind: 'audio', contentType: 'audio/mp4' },
  aac: { kind: 'audio', contentType: 'audio/aac' },
  wav: { kind: 'audio', contentType: 'audio/wav' },
  ogg: { kind: 'audio', contentType: 'audio/ogg' },
  flac: { kind: 'audio', contentType: 'audio/flac' },
  jpg: { kind: 'image', contentType: 'image/jpeg' },
  png: { kind: 'image', contentType: 'image/png' },
  webp: { kind: 'image', contentType: 'image/webp' },
} as const satisfies Record<string, FormatFacts>;

export type OutputFormat = keyof typeof OUTPUT_FORMATS;

const all = Object.keys(OUTPUT_FORMATS) as [OutputFormat, ...OutputFormat[]];

export const formatsOf = (...kinds: FormatKind[]): [OutputFormat, ...OutputFormat[]] =>
  all.filter((name) => kinds.includes(OUTPUT_FORMATS[name].kind)) as [OutputFormat, ...OutputFormat[]];

export const ALL_FORMATS = all;
