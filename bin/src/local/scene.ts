import { videoJsonToScene } from '../../../coordinator/src/api/ilve/video-json/index.js';
import { CliError } from '../cli-error.js';
import { EXIT } from '../exit-codes.js';
import { mapLocalMedia } from '../media/local-media.js';
import type { SceneFile } from '../media/scene-file.js';

type Translated = Extract<ReturnType<typeof videoJsonToScene>, { ok: true }>;

/** Translates a document as the API would, with files of this machine allowed; every problem becomes a line. */
export function toScene(file: SceneFile): Translated {
  const document = mapLocalMedia(file.document, file.folder, (media) => media.file);
  const result = videoJsonToScene(document, { allowFiles: true });
  if (result.ok) return result;
  const lines = result.issues.map(({ path, message }) => (path ? `${path}: ${message}` : message));
  throw new CliError(
    `The scene has ${lines.length === 1 ? 'a problem' : `${lines.length} problems`}.`,
    EXIT.failed,
    lines,
  );
}
