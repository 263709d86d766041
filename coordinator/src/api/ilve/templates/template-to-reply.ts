import type { Template, TemplateVariable } from '../../../templates/index.js';
import type { TemplateDto, TemplateSummaryDto } from './templates.dto.js';

const COLOR_PATTERN = '^#([0-9a-fA-F]{3,4}|[0-9a-fA-F]{6}|[0-9a-fA-F]{8})$';

/** One row of the list. Strict clients drop the whole list when one required field is null or missing. */
export function templateToSummary(template: Template, origin: string): TemplateSummaryDto {
  const { id, name, description, platform, accentColor, icon, variablesSchema, builtIn } = template;
  const picture = builtIn ? `${origin}/v1/templates/${id}/preview.jpg` : null;
  return {
    id,
    name,
    description,
    platform,
    accentColor,
    icon,
    mode: builtIn ? 'preset' : 'project',
    toolId: null,
    variablesSchema: variablesSchema.map(variableToReply),
    builtIn,
    previewUrl: picture,
    posterUrl: picture,
  };
}

export const templateToReply = (template: Template, origin: string): TemplateDto => ({
  ...templateToSummary(template, origin),
  defaultConfig: template.defaultConfig,
  document: template.document,
});

/** A colour is a string with a pattern, for clients that know no formats. */
const variableToReply = (variable: TemplateVariable): object =>
  variable.format === 'color' ? { ...variable, pattern: COLOR_PATTERN } : variable;
