export { configSchemaOf, findTool, TOOLS } from './catalogue/index.js';
export { formatsOf, OUTPUT_FORMATS, type FormatKind, type OutputFormat } from './output-format.js';
export {
  MAIN_INPUT,
  modeOf,
  SUBTITLES_INPUT,
  toolPlanSchema,
  type Operation,
  type Position,
  type SubtitleCue,
  type ToolPlan,
} from './plan.schema.js';
export { readConfig, type ReadConfig } from './read-config.js';
export { readSubtitles } from './subtitle-text.js';
export type { ConfigUrl, Tool, ToolDraft } from './tool.js';
