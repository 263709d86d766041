export { ToolsService, type ToolJob, type ToolMode } from './tools.service.js';
