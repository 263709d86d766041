export { CATALOGUE } from './catalogue/index.js';
export { compileTemplate, exampleVariables, type Compiled } from './compile-template.policy.js';
export { openPreview } from './preview-files.js';
export { readTemplate, type ReadTemplate } from './read-template.policy.js';
export type { Template, TemplateDefinition, TemplateVariable } from './template.types.js';
export { TemplatesModule } from './templates.module.js';
export { TemplatesService } from './templates.service.js';
