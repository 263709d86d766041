export { PRESETS } from './catalogue.js';
export { PRESET_CATEGORIES, type WorkflowPreset } from './preset.types.js';
