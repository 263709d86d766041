import { z } from 'zod';
import type { Tool } from '../tool.js';
import { compressVideo, convertVideo } from './file.tools.js';
import { burnSubtitles, watermarkVideo } from './overlay.tools.js';
import { cropVideo, resizeVideo, rotateVideo, videoThumbnail, videoToGif } from './picture.tools.js';
import { extractAudio, muteVideo, normalizeAudio } from './sound.tools.js';
import { changeVideoSpeed, mergeVideos, reverseVideo, trimVideo } from './time.tools.js';

/** Every tool, in the order in which they are listed. */
export const TOOLS: readonly Tool[] = [
  trimVideo,
  cropVideo,
  resizeVideo,
  convertVideo,
  compressVideo,
  extractAudio,
  muteVideo,
  changeVideoSpeed,
  rotateVideo,
  reverseVideo,
  mergeVideos,
  videoToGif,
  videoThumbnail,
  watermarkVideo,
  burnSubtitles,
  normalizeAudio,
];

/** The tool of an id or of one of its aliases; case does not count. */
export function findTool(name: string): Tool | undefined {
  const asked = name.toLowerCase();
  return TOOLS.find(({ id, aliases }) => id === asked || aliases.includes(asked));
}

/** The JSON schema of a tool's config, as a customer writes it. */
export function configSchemaOf(tool: Tool): Record<string, unknown> {
  const { $schema: _, ...schema } = z.toJSONSchema(tool.config, { io: 'input', unrepresentable: 'any' });
  return schema;
}
