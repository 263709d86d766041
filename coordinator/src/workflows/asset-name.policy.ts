const EXTENSIONS: Record<string, string> = {
  'image/jpeg': 'jpg',
  'image/png': 'png',
  'image/webp': 'webp',
  'image/gif': 'gif',
  'image/svg+xml': 'svg',
  'image/avif': 'avif',
  'video/mp4': 'mp4',
  'video/webm': 'webm',
  'video/quicktime': 'mov',
  'audio/mpeg': 'mp3',
  'audio/mp4': 'm4a',
  'audio/wav': 'wav',
  'audio/x-wav': 'wav',
  'audio/ogg': 'ogg',
  'font/ttf': 'ttf',
  'font/otf': 'otf',
  'font/woff': 'woff',
  'font/woff2': 'woff2',
};
const TYPES = ['image', 'video', 'audio', 'font'];
const LONGEST = 200;

/** The name that was asked for, else the last part of the URL's path, with an extension where the type tells one. */
export function assetNameOf(asked: unknown, url: string, contentType: string): string {
  const given = typeof asked === 'string' ? asked.trim() : '';
  const name = (given || lastPart(url) || 'file').slice(0, LONGEST);
  const extension = EXTENSIONS[bare(contentType)];
  return /\.[a-z0-9]{2,5}$/i.test(name) || extension === undefined ? name : `${name}.${extension}`;
}

/** image, video, audio or font: as asked, else by the content type, else by the extension; undefined: none of them. */
export function assetTypeOf(asked: unknown, contentType: string, name: string): string | undefined {
  if (typeof asked === 'string') return asked;
  const [family = ''] = bare(contentType).split('/');
  if (TYPES.includes(family)) return family;
  const extension = /\.([a-z0-9]{2,5})$/i.exec(name)?.[1]?.toLowerCase();
  const known = Object.entries(EXTENSIONS).find(
    ([, one]) => one === (extension === 'jpeg' ? 'jpg' : extension),
  );
  return known?.[0].split('/')[0];
}

const bare = (contentType: string): string => (contentType.split(';', 1)[0] ?? '').trim().toLowerCase();

function lastPart(url: string): string {
  const path = URL.canParse(url) ? new URL(url).pathname : '';
  const last = path.split('/').filter(Boolean).pop() ?? '';
  try {
    return decodeURIComponent(last);
  } catch {
    return last;
  }
}
