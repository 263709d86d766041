/** Of several extensions of one type the first is the one that a name gets. */
const BY_EXTENSION: Record<string, string> = {
  aac: 'audio/aac',
  avif: 'image/avif',
  flac: 'audio/flac',
  gif: 'image/gif',
  jpg: 'image/jpeg',
  jpeg: 'image/jpeg',
  json: 'application/json',
  m4a: 'audio/mp4',
  mkv: 'video/x-matroska',
  mov: 'video/quicktime',
  mp3: 'audio/mpeg',
  mp4: 'video/mp4',
  m4v: 'video/mp4',
  ogg: 'audio/ogg',
  otf: 'font/otf',
  png: 'image/png',
  srt: 'application/x-subrip',
  svg: 'image/svg+xml',
  ttf: 'font/ttf',
  vtt: 'text/vtt',
  wav: 'audio/wav',
  webm: 'video/webm',
  webp: 'image/webp',
  woff: 'font/woff',
  woff2: 'font/woff2',
  zip: 'application/zip',
};

/** What servers also call them. */
const SPELLINGS: Record<string, string> = {
  'audio/vnd.wave': 'audio/wav',
  'audio/wave': 'audio/wav',
  'audio/x-flac': 'audio/flac',
  'audio/x-m4a': 'audio/mp4',
  'audio/x-wav': 'audio/wav',
};

const UNKNOWN = 'application/octet-stream';

/** The content type that goes with a file name. */
export function contentTypeOf(name: string): string {
  const extension = /\.([a-z0-9]+)$/i.exec(name)?.[1]?.toLowerCase() ?? '';
  return BY_EXTENSION[extension] ?? UNKNOWN;
}

/** The extension of files of a bare content type, without the dot. */
export function extensionOf(contentType: string): string | undefined {
  const type = SPELLINGS[contentType] ?? contentType;
  return Object.entries(BY_EXTENSION).find(([, one]) => one === type)?.[0];
}

const SAFE_TYPE =
  /^(image|video|audio|font)\/[\w.+-]+$|^application\/(json|octet-stream|x-subrip|zip)$|^text\/vtt$/;

/** A type that may be sent to a browser: never HTML or script, and SVG only as a picture (see the sandbox header). */
export const servedContentType = (wanted: string | undefined, name: string): string =>
  wanted !== undefined && SAFE_TYPE.test(wanted) ? wanted : contentTypeOf(name);
