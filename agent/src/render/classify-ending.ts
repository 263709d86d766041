import type { FailureCode } from '@farm/shared/wire';

export interface FailedEnding {
  code: number | null;
  signal: NodeJS.Signals | null;
  stderr: string;
}

/** First match wins. The exit code says little: it is 1 up to ffmpeg 5.1 and AVERROR & 255 later. */
const TEXTS: [RegExp, FailureCode][] = [
  [/No space left on device|Disk quota exceeded/i, 'disk-full'],
  [/Cannot allocate memory|out of memory(?! \(10\))/i, 'out-of-memory'],
  [
    /OpenEncodeSessionEx failed|No capable devices found|Cannot load lib(cuda|nvidia|nvcuvid)|Could not dynamically load CUDA|nvenc API version|Device creation failed|No VA display|Failed to initialise VAAPI|-542398533|Error (while opening encoder|initializing (an internal )?MFX)|Unknown encoder|Could not open encoder|Error submitting (the|video) frame to the encoder/i,
    'encoder-failed',
  ],
  [
    /Invalid data found when processing input|moov atom not found|Error opening input|could not find codec parameters|Format not on whitelist/i,
    'source-undecodable',
  ],
];

/** How a failed ffmpeg ended, as a code of the wire. */
export function classifyEnding(ending: FailedEnding): FailureCode {
  const known = TEXTS.find(([pattern]) => pattern.test(ending.stderr));
  if (known) return known[1];
  // Nobody of ours sends SIGKILL while a render runs: that is the kernel's out-of-memory killer.
  return ending.signal === 'SIGKILL' ? 'out-of-memory' : 'ffmpeg-failed';
}

export const SENTENCES: Partial<Record<FailureCode, string>> = {
  'disk-full': 'The disk of the rendering machine is full; free some space or render on another machine.',
  'out-of-memory': 'The render ran out of memory; use a smaller size or a machine with more memory.',
  'encoder-failed': 'The video encoder of the rendering machine could not be opened.',
  'source-undecodable': 'A source of the scene cannot be decoded; use another file.',
  'ffmpeg-failed': 'ffmpeg ended with an error while rendering the scene.',
};
