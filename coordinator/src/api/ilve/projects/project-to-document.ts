import type { DocumentChange, NewPicture, PictureRole } from '../../../documents/index.js';
import type { UpdateProjectDto } from './projects.dto.js';

const ROLES: readonly PictureRole[] = ['thumbnail', 'sprite'];

/** PATCH and POST: what is given, null clears. */
export function projectToChange(given: UpdateProjectDto): DocumentChange {
  const pictures: NonNullable<DocumentChange['pictures']> = {};
  for (const role of ROLES) {
    const picture = pictureOf(given, role);
    if (picture !== undefined) pictures[role] = picture;
  }
  return defined({
    name: given.name,
    description: given.description,
    body: bodyOf(given.video_json),
    duration: given.duration,
    width: whole(given.width),
    height: whole(given.height),
    status: given.status,
    renderJobId: given.render_job_id,
    outputUrl: given.output_url,
    processedAt: time(given.processed_at),
    lastOpenedAt: time(given.last_opened_at),
    pictures: Object.keys(pictures).length > 0 ? pictures : undefined,
  });
}

/** PUT: what its owner writes and left out is cleared. What the farm notes (renders, opening) stays unless given. */
export function projectToReplacement(given: UpdateProjectDto): DocumentChange {
  const { pictures, ...change } = projectToChange(given);
  return {
    description: null,
    body: null,
    duration: null,
    width: null,
    height: null,
    ...change,
    pictures: { thumbnail: null, sprite: null, ...pictures },
  };
}

/** New bytes win over an address; an empty text is none. */
function pictureOf(given: UpdateProjectDto, role: PictureRole): NewPicture | null | undefined {
  const base64 = role === 'thumbnail' ? given.thumbnail_base64 : given.sprite_base64;
  const url = role === 'thumbnail' ? given.thumbnail_url : given.sprite_url;
  if (base64) return { base64 };
  if (url) return { url };
  return base64 === null || url === null ? null : undefined;
}

/** PHP encodes an empty object as []. */
const bodyOf = (value: object | null | undefined): object | null | undefined =>
  Array.isArray(value) && value.length === 0 ? {} : value;

const whole = (value: number | null | undefined): number | null | undefined =>
  typeof value === 'number' ? Math.round(value) : value;

const time = (text: string | null | undefined): Date | null | undefined =>
  typeof text === 'string' ? new Date(text) : text;

function defined<T extends object>(fields: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]?: Exclude<T[K], undefined>;
  };
}
