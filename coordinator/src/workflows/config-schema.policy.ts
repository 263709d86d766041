import type { ConfigField, FieldKind, StepTypeFacts } from './step-types.js';
import type { Json } from './workflow.types.js';

/** Each kind of field in the words of JSON Schema. */
const SHAPES: Record<FieldKind, Json> = {
  text: { type: 'string' },
  url: { type: 'string', format: 'uri' },
  uuid: { type: 'string', format: 'uuid' },
  object: { type: 'object', additionalProperties: true },
  variable: { type: 'string' },
  variables: { type: 'array', items: { type: 'string' } },
  'fact-map': {
    type: 'object',
    additionalProperties: {
      anyOf: [{ type: 'string' }, { type: 'array', items: { type: 'string' } }],
    },
  },
  limits: { type: 'object', additionalProperties: { type: 'integer', minimum: 1 } },
  step: { type: 'integer', minimum: 0, maximum: 19 },
  input: { anyOf: [{ type: 'string' }, { type: 'integer', minimum: 0, maximum: 19 }] },
  'asset-type': { type: 'string', enum: ['image', 'video', 'audio', 'font'] },
};

/** JSON Schema of a step's config, for editors. */
export function configSchema({ config }: StepTypeFacts): Json {
  const fields = Object.entries(config);
  return {
    type: 'object',
    properties: Object.fromEntries(
      fields.map(([name, { kind, description }]): [string, Json] => [name, { ...SHAPES[kind], description }]),
    ),
    required: fields.flatMap(([name, field]: [string, ConfigField]) => (field.required ? [name] : [])),
    additionalProperties: true,
  };
}
