import { MODELS } from './models/index.js';
import { renderStatusOfSdk } from './models/render.models.js';

/** Success statuses that are not 200 (ilve-api.md 1.0); any other 2xx gives a generated Python client nothing. */
const SUCCESS: Record<string, number> = {
  'POST /v1/assets': 201,
  'POST /v1/webhooks': 201,
  'POST /v1/workflows': 201,
  'POST /v1/integrations': 201,
  'POST /v1/tools/{toolId}/jobs': 202,
  'POST /v1/workflows/{id}/run': 202,
  'POST /v1/workflows/runs/{runId}/retry': 202,
};

export type Flavour = 'python' | 'ruby' | 'csharp';
const AGENTS: Record<Flavour, string> = {
  python: 'OpenAPI-Generator/1.0.0/python',
  ruby: 'OpenAPI-Generator/1.0.0/ruby',
  csharp: 'OpenAPI-Generator%2F1.0.1%2Fcsharp',
};

/**
 * Speaks as the SDKs that are generated from the vendor's OpenAPI: exact success status, strict models. Ruby sends an
 * empty Bearer and a JSON content type on requests without a body.
 */
export class GeneratedClient {
  constructor(
    private readonly base: string,
    private readonly flavour: Flavour,
    private readonly credentials: { apiKey?: string; bearerToken?: string },
  ) {}

  async call<T>(operation: string, parameters: Record<string, string> = {}, body?: unknown): Promise<T> {
    const [method = '', pattern = ''] = operation.split(' ');
    const path = pattern.replace(/\{(\w+)\}/g, (_, name: string) =>
      encodeURIComponent(parameters[name] ?? ''),
    );
    const json: Record<string, string> =
      body !== undefined || this.flavour === 'ruby' ? { 'Content-Type': 'application/json' } : {};
    const response = await fetch(`${this.base}${path}`, {
      method,
      headers: { ...this.auth(), ...json, Accept: 'application/json', 'User-Agent': AGENTS[this.flavour] },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    const wanted = SUCCESS[operation] ?? 200;
    if (response.status !== wanted)
      throw new Error(`${operation}: ${response.status} instead of ${wanted}: ${text}`);
    const model = operation === 'GET /v1/render/{id}' ? renderStatusOfSdk : MODELS[operation];
    if (!model) throw new Error(`no model of ${operation}`);
    model.parse(JSON.parse(text));
    return JSON.parse(text) as T;
  }

  /** multipart/form-data, field `file`, with the token. */
  async uploadAsset(id: string, name: string, bytes: Buffer): Promise<void> {
    const form = new FormData();
    form.append('file', new Blob([new Uint8Array(bytes)]), name);
    const response = await fetch(`${this.base}/v1/assets/${id}/upload`, {
      method: 'POST',
      headers: { ...this.auth(), 'User-Agent': AGENTS[this.flavour] },
      body: form,
    });
    if (response.status !== 200) throw new Error(`upload: ${response.status} ${await response.text()}`);
  }

  private auth(): Record<string, string> {
    const { apiKey, bearerToken } = this.credentials;
    const bearer = bearerToken ?? (this.flavour === 'ruby' ? '' : undefined);
    return {
      ...(apiKey ? { 'x-api-key': apiKey } : {}),
      ...(bearer === undefined ? {} : { Authorization: `Bearer ${bearer}` }),
    };
  }
}
