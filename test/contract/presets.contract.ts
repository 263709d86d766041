import { sceneToCost } from '../../coordinator/src/api/ilve/render/scene-to-cost.js';
import { videoJsonToScene } from '../../coordinator/src/api/ilve/video-json/index.js';
import { CATALOGUE, compileTemplate, exampleVariables } from '../../coordinator/src/templates/index.js';
import { PRESET_CATEGORIES, PRESETS } from '../../coordinator/src/workflows/index.js';
import { findTool, readConfig } from '../../shared/src/tools/index.js';

const NOBODY = { balance: 0, monthly: 0, used: 0, limited: false, resetsAt: new Date(0) };
const template = (id: unknown) => CATALOGUE.find((one) => one.id === id);

test('every category has one', () =>
  expect(new Set(PRESETS.map(({ category }) => category))).toEqual(new Set(PRESET_CATEGORIES)));

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

  test('cuts discovered texts to what its template takes', () => {
    const discovered = steps.find(({ type }) => type === 'discover_variables');
    const map = (discovered?.config.map ?? {}) as Record<string, unknown>;
    const limits = (discovered?.config.maxLengths ?? {}) as Record<string, number>;
    for (const { config } of steps.filter(({ type }) => type === 'render_template'))
      for (const [key, value] of Object.entries((config.variables ?? {}) as Record<string, string>)) {
        const one = template(config.templateId)?.variablesSchema.find((known) => known.key === key);
        const source = /^\{\{(\w+)\}\}$/.exec(value)?.[1];
        const most = one?.maxLength;
        if (most === undefined) continue;
        if (source === undefined) expect(value.length).toBeLessThanOrEqual(most);
        else if (source in map) expect([key, limits[source]]).toEqual([key, most]);
      }
  });

  test('costs at least what its renders do', () => {
    const costs = steps
      .filter(({ type }) => type === 'render_template')
      .map(({ config }) => {
        const found = template(config.templateId);
        const compiled = found && compileTemplate(found, exampleVariables(found.variablesSchema));
        const translated = compiled?.ok ? videoJsonToScene({ videoJSON: compiled.document }) : undefined;
        if (!translated?.ok) throw new Error(`${String(config.templateId)} is refused`);
        return sceneToCost(translated.scene, NOBODY).cost;
      });
    const sum = Math.ceil(costs.reduce((all, cost) => all + cost, 0));
    expect(preset.estimatedCredits).toBeGreaterThanOrEqual(sum);
  });
});
