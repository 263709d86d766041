import { readDefinition } from '../definition.policy.js';
import { PRESET_CATEGORIES, PRESETS } from './index.js';

test.each(PRESETS.map((preset) => [preset.id, preset] as const))(
  '%s is a workflow that anybody may import',
  (_, preset) => {
    expect(readDefinition(preset.definition)).toEqual({ definition: preset.definition });
    expect(PRESET_CATEGORIES).toContain(preset.category);
    expect(Number.isInteger(preset.estimatedCredits)).toBe(true);
  },
);

test('ids are unique slugs', () => {
  const ids = PRESETS.map(({ id }) => id);
  expect(new Set(ids).size).toBe(ids.length);
  expect(ids.every((id) => /^[a-z][a-z0-9-]+$/.test(id))).toBe(true);
});
