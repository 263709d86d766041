import type { Output } from './destination.types.js';

/**
 * RenditionOutput of the vendor's API, as replies and webhooks show it, in both spellings: generated SDKs read snake_case only, the
 * others camelCase (ilve-api.md C-10). Times are ISO 8601.
 */
export function outputToReply(output: Output) {
  const { id, integrationId, provider, outputKey, outputUrl, outputSizeBytes, status, error } = output;
  const createdAt = output.createdAt.toISOString();
  const updatedAt = output.updatedAt.toISOString();
  return {
    id,
    provider,
    integrationId,
    integration_id: integrationId,
    outputKey,
    output_key: outputKey,
    outputUrl,
    output_url: outputUrl,
    outputSizeBytes,
    output_size_bytes: outputSizeBytes,
    status,
    error,
    nextTryAt: output.nextTryAt?.toISOString() ?? null,
    createdAt,
    created_at: createdAt,
    updatedAt,
    updated_at: updatedAt,
  };
}
