/** The part of OpenAPI 3.0 that our document uses. */
export interface Schema {
  $ref?: string;
  type?: string;
  format?: string;
  enum?: unknown[];
  nullable?: boolean;
  example?: unknown;
  default?: unknown;
  items?: Schema;
  properties?: Record<string, Schema>;
  required?: string[];
  additionalProperties?: boolean | Schema;
  allOf?: Schema[];
  oneOf?: Schema[];
  anyOf?: Schema[];
  minimum?: number;
  maximum?: number;
  minItems?: number;
  maxItems?: number;
  pattern?: string;
}
interface Content {
  schema?: Schema;
  example?: unknown;
}
export interface Parameter {
  name: string;
  in: 'path' | 'query' | 'header';
  required?: boolean;
  example?: unknown;
  schema?: Schema;
}
export interface Operation {
  operationId: string;
  summary?: string;
  tags?: string[];
  security?: Record<string, unknown>[];
  parameters?: Parameter[];
  requestBody?: { required?: boolean; content: Record<string, Content> };
  responses: Record<string, { description?: string; content?: Record<string, Content> }>;
}
export interface OpenApi {
  paths: Record<string, Record<string, Operation>>;
  components: { schemas: Record<string, Schema> };
}

/** `GET /v1/assets` with what the document says of it. */
export interface Named {
  name: string;
  method: string;
  path: string;
  operation: Operation;
}

export const operationsOf = (document: OpenApi): Named[] =>
  Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({
      name: `${method.toUpperCase()} ${path}`,
      method: method.toUpperCase(),
      path,
      operation,
    })),
  );

/** The documented success: its status, and the JSON it answers. */
export function successOf({ responses }: Operation): { status: number; json: Content | undefined } {
  const [status, response] = Object.entries(responses).find(([code]) => /^[23]/.test(code)) ?? ['0', {}];
  return { status: Number(status), json: response.content?.['application/json'] };
}

export const jsonBodyOf = ({ requestBody }: Operation): Content | undefined =>
  requestBody?.content['application/json'];

/** Reads schemas of one document: makes examples from them and checks values against them. */
export class Schemas {
  constructor(private readonly document: OpenApi) {}

  resolve(schema: Schema): Schema {
    if (schema.$ref) {
      const found = this.document.components.schemas[schema.$ref.split('/').pop() ?? ''];
      if (!found) throw new Error(`${schema.$ref} leads nowhere`);
      return this.resolve(found);
    }
    const [first, ...more] = (schema.allOf ?? []).map((part) => this.resolve(part));
    if (!first) return schema;
    const { allOf: _, ...own } = schema;
    return [...more, own].reduce<Schema>(
      (sum, part) => ({
        ...sum,
        ...part,
        ...(sum.properties || part.properties
          ? { properties: { ...sum.properties, ...part.properties } }
          : {}),
        ...(sum.required || part.required
          ? { required: [...(sum.required ?? []), ...(part.required ?? [])] }
          : {}),
      }),
      first,
    );
  }

  /** What the document shows; undefined where it shows nothing. */
  example(content: Content | Schema | undefined): unknown {
    if (!content) return undefined;
    if ('schema' in content) return content.example ?? (content.schema && this.example(content.schema));
    const schema = this.resolve(content as Schema);
    if (schema.example !== undefined) return schema.example;
    if (schema.default !== undefined) return schema.default;
    if (schema.enum) return schema.enum[0];
    const [choice] = schema.oneOf ?? schema.anyOf ?? [];
    if (choice) return this.example(choice);
    if (schema.items) {
      const item = this.example(schema.items);
      return item === undefined ? undefined : [item];
    }
    if (!schema.properties) return undefined;
    return Object.fromEntries(
      Object.entries(schema.properties).flatMap(([name, property]) => {
        const value = this.example(property);
        return value === undefined ? [] : [[name, value]];
      }),
    );
  }

  /** Every place where `value` is not what `of` says: `$.assets[0].size_bytes: 1.5 is no integer`. */
  problems(value: unknown, of: Schema, at = '$'): string[] {
    const schema = this.resolve(of);
    if (value === null) return schema.nullable || !schema.type ? [] : [`${at}: null is not allowed`];
    const choices = schema.oneOf ?? schema.anyOf;
    if (choices) {
      const tried = choices.map((choice) => this.problems(value, choice, at));
      return tried.some((found) => found.length === 0) ? [] : (tried[0] ?? []);
    }
    const shown = JSON.stringify(value)?.slice(0, 60) ?? 'undefined';
    if (schema.type && !isOfType(value, schema.type)) return [`${at}: ${shown} is no ${schema.type}`];
    if (schema.enum && !schema.enum.includes(value))
      return [`${at}: ${shown} is none of ${schema.enum.join(', ')}`];
    if (typeof value === 'string') return formatProblems(value, schema, at);
    if (typeof value === 'number') return rangeProblems(value, schema, at);
    if (Array.isArray(value))
      return schema.items
        ? value.flatMap((item, i) => this.problems(item, schema.items ?? {}, `${at}[${i}]`))
        : [];
    return typeof value === 'object' ? this.objectProblems(value as Record<string, unknown>, schema, at) : [];
  }

  private objectProblems(value: Record<string, unknown>, schema: Schema, at: string): string[] {
    const missing = (schema.required ?? []).filter((name) => value[name] === undefined);
    const named = Object.entries(schema.properties ?? {}).flatMap(([name, property]) =>
      value[name] === undefined ? [] : this.problems(value[name], property, `${at}.${name}`),
    );
    return [...missing.map((name) => `${at}.${name} is missing`), ...named];
  }
}

function isOfType(value: unknown, type: string): boolean {
  if (type === 'integer') return Number.isInteger(value);
  if (type === 'array') return Array.isArray(value);
  if (type === 'object') return typeof value === 'object' && !Array.isArray(value);
  return typeof value === type;
}

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[1-8][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/i;

function formatProblems(value: string, { format, pattern }: Schema, at: string): string[] {
  if (format === 'uuid' && !UUID.test(value)) return [`${at}: "${value}" is no UUID`];
  if (format === 'date-time' && !/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/.test(value))
    return [`${at}: "${value}" is no time with milliseconds and Z`];
  if (pattern && !new RegExp(pattern).test(value)) return [`${at}: "${value}" does not match ${pattern}`];
  return [];
}

function rangeProblems(value: number, { minimum, maximum }: Schema, at: string): string[] {
  if (minimum !== undefined && value < minimum) return [`${at}: ${value} is below ${minimum}`];
  if (maximum !== undefined && value > maximum) return [`${at}: ${value} is above ${maximum}`];
  return [];
}
