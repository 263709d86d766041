import { statSync } from 'node:fs';
import { join } from 'node:path';
import { templateToReply } from '../../coordinator/src/api/ilve/templates/template-to-reply.js';
import { videoJsonToScene } from '../../coordinator/src/api/ilve/video-json/index.js';
import {
  CATALOGUE,
  compileTemplate,
  readTemplate,
  type Template,
} from '../../coordinator/src/templates/index.js';

const PREVIEWS = join(import.meta.dirname, '../../docs/images/templates');
/** A picture, a clip, a sound and a word for every variable, within its limits. */
const samplesFor = (template: Template): Record<string, unknown> =>
  Object.fromEntries(
    template.variablesSchema.map(({ key, type, format, max, maxLength = 40 }) => {
      if (type === 'asset_url' || type === 'url') return [key, `https://media.example/${key}.bin`];
      if (type === 'boolean') return [key, true];
      if (type === 'number') return [key, max ?? 3];
      if (format === 'color') return [key, '#123abc'];
      if (key === 'captions') return [key, '1\n00:00:00,000 --> 00:00:01,500\nHello there'];
      return [key, 'Words of a customer that go on and on '.repeat(5).slice(0, maxLength).trim()];
    }),
  );
/** Nothing that may be left out. */
const bareFor = (template: Template): Record<string, unknown> =>
  Object.fromEntries(
    template.variablesSchema.flatMap(({ key, required, type }) =>
      required || type === 'number' || /colou?r/i.test(key) ? [] : [[key, '']],
    ),
  );

test('at least twelve, with ids of their own', () => {
  const ids = CATALOGUE.map(({ id }) => id);
  expect(ids.length).toBeGreaterThanOrEqual(12);
  expect(new Set(ids).size).toBe(ids.length);
});

describe.each(CATALOGUE.map((template) => [template.id, template] as const))('%s', (_, template) => {
  test('is a template that a customer could have sent', () => {
    const read = readTemplate(template);
    expect(read).toMatchObject({ ok: true, template: { id: template.id } });
  });

  test.each([
    ['as it comes', () => ({})],
    ['with everything', samplesFor],
    ['with as little as possible', bareFor],
  ])('%s: a scene without a problem or a warning', (__, variables) => {
    const compiled = compileTemplate(template, variables(template));
    if (!compiled.ok) throw new Error(JSON.stringify(compiled.issues));
    const translated = videoJsonToScene(compiled.document);
    expect(translated.ok ? [] : translated.issues).toEqual([]);
    expect(translated.ok && translated.warnings).toEqual([]);
    expect(JSON.stringify(compiled.document)).not.toMatch(/\{\{|"(when|unless|if|then|else)":/);
  });

  test('says the size and length that it has', () => {
    const compiled = compileTemplate(template, {});
    const translated = videoJsonToScene(compiled.ok ? compiled.document : {});
    expect(translated.ok && translated.scene).toMatchObject({
      width: template.defaultConfig?.width,
      height: template.defaultConfig?.height,
      duration: template.defaultConfig?.duration,
    });
  });

  test('every variable is used', () => {
    const text = JSON.stringify(template.document);
    const unused = template.variablesSchema.filter(
      ({ key }) => !text.includes(`{{${key}}}`) && !text.includes(`"when":"${key}"`),
    );
    expect(unused.map(({ key }) => key)).toEqual([]);
  });

  test('has what strict clients need, and a picture of at most 60 kB', () => {
    expect(templateToReply(template, 'https://farm.example')).toMatchObject({
      description: expect.stringMatching(/^[A-Z].*\.$/),
      mode: 'preset',
      toolId: null,
      accentColor: expect.stringMatching(/^#[0-9a-f]{6}$/),
      previewUrl: `https://farm.example/v1/templates/${template.id}/preview.jpg`,
    });
    const { size } = statSync(join(PREVIEWS, `${template.id}.jpg`));
    expect(size).toBeGreaterThan(3000);
    expect(size).toBeLessThanOrEqual(60_000);
  });
});
