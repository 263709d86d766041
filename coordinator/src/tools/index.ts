export { ToolsService, type ToolJob, type ToolMode, type ToolSubmitter } from './tools.service.js';
