import { maskedConfig, type Integration } from '../../../destinations/index.js';
import type { DestinationDto } from './destination.dto.js';
import type { IntegrationDto } from './integrations.dto.js';

export function integrationToReply(integration: Integration): IntegrationDto {
  const { id, workspaceId, provider, name, isActive, isDefault, createdAt, updatedAt } = integration;
  return {
    id,
    workspaceId,
    provider,
    name,
    isActive,
    isDefault,
    config: maskedConfig(integration),
    createdAt: createdAt.toISOString(),
    updatedAt: updatedAt.toISOString(),
  };
}

/** The legacy view: S3's fields are always there, because strict clients want texts; others come as they are. */
export function integrationToDestination(integration: Integration): DestinationDto {
  const config = maskedConfig(integration);
  return {
    ...config,
    id: integration.id,
    provider: integration.provider,
    endpoint: config.endpoint ?? null,
    region: config.region ?? null,
    bucket: config.bucket ?? '',
    accessKeyId: config.accessKeyId ?? '',
    secretAccessKey: config.secretAccessKey ?? '',
    publicUrl: config.publicUrl ?? null,
    pathPrefix: config.pathPrefix ?? '',
  };
}
