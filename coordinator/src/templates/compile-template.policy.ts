import type { Issue } from '@farm/shared/errors';
import { fillDocument } from './fill-document.policy.js';
import { readVariables } from './read-variables.policy.js';
import type { TemplateDefinition, TemplateVariable, VariableValue } from './template.types.js';

export type Compiled = { ok: true; document: unknown; unknown: string[] } | { ok: false; issues: Issue[] };

/** Template and variables -> VideoJSON, or every problem of the variables. Nothing in a value is run or looked into. */
export function compileTemplate(template: TemplateDefinition, variables: unknown): Compiled {
  const { values, issues, unknown } = readVariables(template.variablesSchema, variables);
  if (issues.length > 0) return { ok: false, issues };
  return { ok: true, document: named(fillDocument(template.document, values), template.name), unknown };
}

/** The name becomes that of the render and of its file: one line, and never empty. */
function named(document: unknown, fallback: string): unknown {
  const { name, ...rest } = document as Record<string, unknown>;
  const line = typeof name === 'string' ? name.replace(/\s+/g, ' ').trim().slice(0, 200) : '';
  return { name: line === '' ? fallback : line, ...rest };
}

/** Something for every variable, to try a template with: its default, or what its type allows. */
export function exampleVariables(schema: readonly TemplateVariable[]): Record<string, VariableValue> {
  return Object.fromEntries(
    schema.map((variable) => [variable.key, variable.default ?? exampleOf(variable)]),
  );
}

function exampleOf({ type, format, options, min, max, placeholder }: TemplateVariable): VariableValue {
  if (type === 'number') return min ?? Math.min(max ?? 1, 1);
  if (type === 'boolean') return true;
  if (type === 'url' || type === 'asset_url') return 'https://example.com/sample';
  if (format === 'color') return '#4f46e5';
  return options?.[0] ?? (placeholder ? placeholder : 'Sample');
}
