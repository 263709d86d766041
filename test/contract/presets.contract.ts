import { CATALOGUE } from '../../coordinator/src/templates/index.js';
import { PRESETS } from '../../coordinator/src/workflows/index.js';
import { findTool, readConfig } from '../../shared/src/tools/index.js';

const template = (id: unknown) => CATALOGUE.find((one) => one.id === id);

describe.each(PRESETS.map((preset) => [preset.id, preset] as const))('the preset %s', (_, preset) => {
  const { steps, variables } = preset.definition;

  test('shows a template that is there', () => expect(template(preset.posterTemplateId)).toBeDefined());

  test('names templates and variables of theirs that are there', () => {
    for (const { config } of steps.filter(({ type }) => type === 'render_template')) {
      const known = template(config.templateId)?.variablesSchema.map(({ key }) => key) ?? [];
      expect(known.length).toBeGreaterThan(0);
      const given = Object.keys((config.variables ?? variables) as object);
      const own = preset.id === 'customer-voice' ? given.filter((key) => key !== 'integrationId') : given;
      // A template without `role` may still be given one: it is for the reviewer.
      const unknown = own.filter((key) => !known.includes(key) && key !== 'role');
      expect(unknown).toEqual([]);
    }
  });

  test('names tools that are there, with a config that they take', () => {
    for (const { config } of steps.filter(({ type }) => type === 'apply_tool')) {
      const tool = findTool(String(config.toolId));
      expect(tool).toBeDefined();
      const read = tool && readConfig(tool, config.config);
      expect([read?.issues, read?.warnings]).toEqual([[], []]);
    }
  });
});
