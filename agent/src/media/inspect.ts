import { open, stat } from 'node:fs/promises';
import type { MediaFacts } from '@farm/shared/scene';
import { RenderFailure } from '../render/render-failure.js';
import { ffprobe, UnreadableMedia, type ProbeReport } from './ffprobe.js';
import { packetsLength } from './packets-length.js';
import { reportToFacts, streamOfGuessedLength } from './report-to-facts.js';
import { exifOrientation, orientationDegrees, svgSize } from './still-header.js';
import type { SourceFile } from './source-file.js';

export interface Tools {
  ffmpeg: string;
  ffprobe: string;
}

const HEAD_BYTES = 256 * 1024;
/** Reading what a file is takes moments; one that keeps ffprobe busy for longer never ends. */
const PROBE_LIMIT_MS = 60_000;
const FONT: MediaFacts = { duration: null, video: null, audio: null };

/** Measures every source of a scene. A source that is missing or unreadable fails with its layer named. */
export async function inspectSources(
  files: Record<string, SourceFile>,
  tools: Tools,
  signal?: AbortSignal,
): Promise<Record<string, MediaFacts>> {
  const facts: Record<string, MediaFacts> = {};
  // One after the other: ffprobe is short, and many at once would fight with a running encode.
  for (const [key, file] of Object.entries(files)) {
    signal?.throwIfAborted();
    facts[key] = file.use?.kind === 'font' ? FONT : await inspectSource(file, tools, signal);
    if (file.use) mustServe(facts[key], file);
  }
  return facts;
}

async function inspectSource(file: SourceFile, tools: Tools, signal?: AbortSignal): Promise<MediaFacts> {
  const head = await readHead(file);
  const drawing = head.subarray(0, 64).includes(0) ? undefined : svgSize(head.toString('utf8', 0, 4096));
  if (drawing) return svgFacts(drawing);
  return reportToFacts(await probe(file, tools, signal), orientationDegrees(exifOrientation(head)));
}

async function probe(file: SourceFile, tools: Tools, signal?: AbortSignal): Promise<ProbeReport> {
  const late = AbortSignal.timeout(PROBE_LIMIT_MS);
  const either = signal ? AbortSignal.any([signal, late]) : late;
  try {
    const report = await ffprobe(tools.ffprobe, file.path, { signal: either });
    return await withLength(report, file, tools, either);
  } catch (error) {
    if (signal?.aborted || !(error instanceof UnreadableMedia || late.aborted)) throw error;
    const reason = error instanceof UnreadableMedia ? error.message : 'looking at it does not end';
    const message = `${where(file)}: the file is no media that can be read (${reason}). Use another file.`;
    throw new RenderFailure('source-undecodable', message, {}, error);
  }
}

/** Reads the packets of a file that does not say how long it is. */
async function withLength(
  report: ProbeReport,
  file: SourceFile,
  tools: Tools,
  signal: AbortSignal,
): Promise<ProbeReport> {
  const guessed = streamOfGuessedLength(report);
  if (!guessed) return report;
  const length = await packetsLength(tools.ffprobe, file.path, guessed.index, signal);
  if (length === undefined) return report;
  const streams = report.streams.map((stream) =>
    stream === guessed ? { ...stream, duration: String(length) } : stream,
  );
  return { ...report, streams };
}

async function readHead(file: SourceFile): Promise<Buffer> {
  try {
    const size = (await stat(file.path)).size;
    if (size === 0)
      throw new RenderFailure('source-undecodable', `${where(file)}: the file is empty. Use another file.`);
    const handle = await open(file.path);
    try {
      const buffer = Buffer.alloc(Math.min(size, HEAD_BYTES));
      await handle.read(buffer, 0, buffer.length, 0);
      return buffer;
    } finally {
      await handle.close();
    }
  } catch (error) {
    if (error instanceof RenderFailure) throw error;
    const message =
      `${where(file)}: the file ${file.name ?? ''} cannot be opened; check that it exists`.replace(
        / {2}/,
        ' ',
      );
    throw new RenderFailure('source-not-found', message, {}, error);
  }
}

function svgFacts(size: { width: number; height: number }): MediaFacts {
  return {
    duration: null,
    video: {
      ...size,
      fps: null,
      codec: 'svg',
      pixelFormat: 'rgba',
      rotation: 0,
      hasAlpha: true,
      startTime: 0,
      still: true,
    },
    audio: null,
  };
}

/** A layer must find in its source what it plays. */
function mustServe(facts: MediaFacts, file: SourceFile): void {
  const kind = file.use?.kind;
  if ((kind === 'image' || kind === 'video') && !facts.video)
    throw new RenderFailure(
      'source-undecodable',
      `${where(file)}: the file holds no picture; use an ${kind} file`.replace('an video', 'a video'),
    );
  if (kind === 'audio' && !facts.audio)
    throw new RenderFailure(
      'source-undecodable',
      `${where(file)}: the file holds no sound; use an audio file`,
    );
}

function where(file: SourceFile): string {
  if (file.label !== undefined) return file.label;
  if (!file.use) return 'A source of the scene';
  if (file.use.kind === 'font') return `The font ${file.use.path}`;
  return `Layer ${file.use.number} (${file.use.kind}, ${file.use.path})`;
}
