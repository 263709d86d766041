import { createHmac, timingSafeEqual } from 'node:crypto';

/** The loops wait 2 s in the real client; here the farm is near. */
const POLL_MS = 200;
const PATIENCE_MS = 60_000;

export interface Rendered {
  jobId: string;
  status: string;
  downloadUrl?: string;
  error?: string | null;
}

/**
 * Speaks as the vendor's Node client does (ilve-api.md 2): both credentials on every request when it has both, no
 * retries, any 2xx, errors out of `error`, and the addresses in answers fetched as they are, without credentials.
 */
export class NodeClient {
  constructor(
    private readonly base: string,
    private readonly credentials: { apiKey?: string; bearerToken?: string },
  ) {}

  async call<T>(
    method: string,
    path: string,
    body?: unknown,
    headers: Record<string, string> = {},
  ): Promise<T> {
    const response = await fetch(`${this.base.replace(/\/$/, '')}${path}`, {
      method,
      headers: {
        ...this.auth(),
        ...(body === undefined ? {} : { 'Content-Type': 'application/json' }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const isJson = response.headers.get('content-type')?.includes('application/json');
    const parsed: unknown = isJson ? await response.json() : await response.text();
    if (!response.ok) throw new Error((parsed as { error?: string }).error ?? String(parsed));
    return parsed as T;
  }

  async render(videoJSON: object, more: object = {}): Promise<Rendered> {
    const { jobId } = await this.call<Rendered>('POST', '/v1/render', { videoJSON, ...more });
    return this.wait(jobId);
  }

  async renderTemplate(id: string, variables: object): Promise<Rendered> {
    const { jobId } = await this.call<Rendered>('POST', `/v1/templates/${id}/render`, { variables });
    return this.wait(jobId);
  }

  /** Stops on `completed` and `failed` only. */
  async processTool(toolId: string, inputUrl: string, config: object): Promise<Rendered & { url?: string }> {
    const { jobId } = await this.call<Rendered>('POST', `/v1/tools/${toolId}/jobs`, { inputUrl, config });
    return this.poll(`/v1/tools/jobs/${jobId}`, ['completed', 'failed']);
  }

  /** Three steps; the bytes are POSTed raw and without any credentials. */
  async uploadAsset(filename: string, type: string, contentType: string, bytes: Buffer) {
    const asked = await this.call<{ uploadUrl: string; assetId: string; path: string }>(
      'POST',
      '/v1/assets/upload-url',
      { filename, contentType, type },
    );
    const sent = await fetch(asked.uploadUrl, {
      method: 'POST',
      headers: { 'Content-Type': contentType },
      body: new Uint8Array(bytes),
    });
    if (!sent.ok) throw new Error(`upload: ${sent.status} ${await sent.text()}`);
    const body = {
      id: asked.assetId,
      name: filename,
      type,
      contentType,
      size: bytes.length,
      storage_key: asked.path,
    };
    return (await this.call<{ asset: { id: string; asset_url: string } }>('POST', '/v1/assets', body)).asset;
  }

  private async wait(jobId: string): Promise<Rendered> {
    const seen = await this.poll<Rendered>(`/v1/render/${jobId}`, ['completed', 'failed', 'cancelled']);
    if (seen.status !== 'completed') return seen;
    const fresh = await this.call<{ downloadUrl: string }>('POST', `/v1/render/${jobId}/refresh-url`);
    return { ...seen, downloadUrl: fresh.downloadUrl };
  }

  private async poll<T extends { status: string }>(path: string, ends: string[]): Promise<T> {
    const end = Date.now() + PATIENCE_MS;
    for (;;) {
      const seen = await this.call<T>('GET', path);
      if (ends.includes(seen.status)) return seen;
      if (Date.now() > end) throw new Error(`${path} did not end: ${JSON.stringify(seen)}`);
      await new Promise((resolve) => setTimeout(resolve, POLL_MS));
    }
  }

  private auth(): Record<string, string> {
    const { apiKey, bearerToken } = this.credentials;
    return {
      ...(apiKey ? { 'x-api-key': apiKey } : {}),
      ...(bearerToken ? { Authorization: `Bearer ${bearerToken}` } : {}),
    };
  }
}

/** The verifier of the client: no trimming, whole secret as the key, five minutes. */
export function verifyWebhook(body: string, header: string, secret: string): boolean {
  const parts = Object.fromEntries(header.split(',').map((part) => part.split('=') as [string, string]));
  const t = Number.parseInt(parts.t ?? '', 10);
  if (!Number.isFinite(t) || Math.abs(Date.now() / 1000 - t) > 300) return false;
  const expected = createHmac('sha256', secret).update(`${t}.${body}`).digest();
  const given = Buffer.from(parts.v1 ?? '', 'hex');
  return given.length === expected.length && timingSafeEqual(given, expected);
}
