/** Hard caps, read by validation, by the estimate and by the agent before work starts. */
export const LIMITS = {
  /** Top-level layers of a document, the composition layer included (ilve-api.md 1.13). */
  layers: 50,
  /** Layers in groups count here: all levels together. */
  layersInAll: 1000,
  groupDepth: 8,
  minSide: 16,
  maxSide: 7680,
  maxFps: 120,
  /** Seconds of one output. */
  maxDuration: 6 * 3600,
  nameLength: 200,
  textLength: 20_000,
  keyframes: 10_000,
  /** Seconds used when nothing in a scene has a length (videojson.md 1.4). */
  defaultDuration: 5,
} as const;
