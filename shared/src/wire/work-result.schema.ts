import { z } from 'zod';
import { mediaFactsSchema } from '../scene/index.js';
import { uploadReceiptSchema } from '../storage/index.js';
import { frameRangeSchema } from '../time/index.js';
import { engineSchema } from './capabilities.schema.js';
import { fileRoleSchema } from './work-order.schema.js';

/** Something the customer should know although the render went well. */
export const warningSchema = z.object({ code: z.string(), message: z.string(), path: z.string().optional() });
export type Warning = z.infer<typeof warningSchema>;

export const resultFileSchema = z.object({
  role: fileRoleSchema,
  /** Storage key as it stood in the upload grant. */
  key: z.string(),
  sizeBytes: z.int().nonnegative(),
  sha256: z.string(),
  contentType: z.string(),
});
export type ResultFile = z.infer<typeof resultFileSchema>;

export const renderedWithSchema = z.object({
  engine: engineSchema,
  encoder: z.string(),
  ffmpeg: z.string(),
  /** Wall seconds of the render step, and of the whole attempt. */
  renderSeconds: z.number(),
  totalSeconds: z.number(),
});
export type RenderedWith = z.infer<typeof renderedWithSchema>;

/** What ffprobe measured of the main file; sizes and rates are 0 where the file has no picture. */
export const resultFactsSchema = z.object({
  width: z.int(),
  height: z.int(),
  fps: z.number(),
  frames: z.int(),
  duration: z.number(),
  videoCodec: z.string().nullable(),
  audioCodec: z.string().nullable(),
});
export type ResultFacts = z.infer<typeof resultFactsSchema>;

const madeFile = {
  files: z.array(resultFileSchema),
  facts: resultFactsSchema,
  warnings: z.array(warningSchema),
  renderedWith: renderedWithSchema,
};

/** What comes back of a `whole` order: files already uploaded, and what ffprobe measured of the master. */
export const wholeResultSchema = z.object({ kind: z.literal('whole'), ...madeFile });
export const toolResultSchema = z.object({ kind: z.literal('tool'), ...madeFile });

/** What an agent found out about an asset; `details` are ffprobe's facts in our words (docs/api/assets.md). */
export const inspectResultSchema = z.object({
  kind: z.literal('inspect'),
  files: z.array(resultFileSchema),
  facts: z.object({
    /** Seconds; null for stills and fonts. */
    duration: z.number().nullable(),
    /** Pixels as shown, rotation applied; null without a picture. */
    width: z.int().nullable(),
    height: z.int().nullable(),
    /** Of the bytes that were looked at. */
    sha256: z.string().optional(),
    details: z.record(z.string(), z.unknown()),
  }),
});

/** The bytes are at the provider; the coordinator completes the upload with the receipt and looks for itself. */
export const deliverResultSchema = z.object({ kind: z.literal('deliver'), receipt: uploadReceiptSchema });

/** A piece that a divided render is made of. */
export const plannedPieceSchema = z.object({
  range: frameRangeSchema,
  /** Digest of everything that its pictures depend on (agent/src/pieces): equal keys, equal pictures. */
  key: z.string(),
  /** Sources that it reads. */
  sources: z.array(z.string()),
});
export type PlannedPiece = z.infer<typeof plannedPieceSchema>;

export const planResultSchema = z.object({
  kind: z.literal('plan'),
  files: z.array(resultFileSchema),
  frames: z.int().positive(),
  pieces: z.array(plannedPieceSchema).min(1),
  /** Null: the film is silent. */
  sound: z.object({ key: z.string(), sources: z.array(z.string()) }).nullable(),
  facts: z.record(z.string(), mediaFactsSchema),
  warnings: z.array(warningSchema),
});

export const chunkResultSchema = z.object({
  kind: z.literal('chunk'),
  /** One, of the role `piece`. */
  files: z.array(resultFileSchema),
  frames: z.int().positive(),
  /** SHA-256 of the stream's parameter sets: pieces join only when theirs are equal. */
  parameterSets: z.string(),
  warnings: z.array(warningSchema),
  renderedWith: renderedWithSchema,
});

export const audioResultSchema = z.object({
  kind: z.literal('audio'),
  files: z.array(resultFileSchema),
  /** Of the decoded sound, at 48 kHz. */
  samples: z.int().positive(),
  warnings: z.array(warningSchema),
});

export const stitchResultSchema = z.object({ kind: z.literal('stitch'), ...madeFile });

export const workResultSchema = z.discriminatedUnion('kind', [
  wholeResultSchema,
  planResultSchema,
  chunkResultSchema,
  audioResultSchema,
  stitchResultSchema,
  toolResultSchema,
  inspectResultSchema,
  deliverResultSchema,
]);
export type WorkResult = z.infer<typeof workResultSchema>;
export type ResultOf<K extends WorkResult['kind']> = Extract<WorkResult, { kind: K }>;
/** A result with a main file that a job can publish. */
export type FileResult = ResultOf<'whole' | 'tool' | 'stitch'>;
