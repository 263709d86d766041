import { MAIN_INPUT, SUBTITLES_INPUT } from '@farm/shared/tools';

/** What a source of a tool is called in a message to the customer. */
export function inputName(key: string): string {
  if (key === MAIN_INPUT) return 'inputUrl';
  if (key === SUBTITLES_INPUT) return 'config.subtitlesUrl';
  const clip = /^clip(\d+)$/.exec(key)?.[1];
  return clip === undefined ? 'config.imageUrl' : `clip ${clip} (config.inputUrls)`;
}
