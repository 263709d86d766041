/** Where ffmpeg puts the number of a picture: frame 0 is `000000.png`. */
const NUMBER = '%06d';

export const FRAME_PATTERN = `${NUMBER}.png`;

/** The file of one frame of a pattern; a path that is none stays as it is. */
export const numbered = (pattern: string, frame: number): string =>
  pattern.replace(NUMBER, String(frame).padStart(6, '0'));
