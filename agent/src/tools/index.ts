export { inputName } from './input-name.js';
export { judgeTool, runTool, type MadeByTool, type ToolInput } from './run-tool.js';
export type { ExpectedOutput } from './tool-run.types.js';
