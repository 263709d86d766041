import type { ApiKey } from '../../../auth/index.js';
import type { ApiKeyDto, CreatedApiKeyDto } from './api-keys.dto.js';

/** Both spellings of the vendor's clients (C-13). */
export function keyToReply(key: ApiKey): ApiKeyDto {
  const createdAt = key.createdAt.toISOString();
  const lastUsedAt = key.lastUsedAt?.toISOString() ?? null;
  return {
    id: key.id,
    name: key.name,
    prefix: key.prefix,
    key_prefix: key.prefix,
    createdAt,
    created_at: createdAt,
    lastUsedAt,
    last_used_at: lastUsedAt,
    revoked_at: key.revokedAt?.toISOString() ?? null,
    role: key.role,
    linked: key.workspaceId !== null,
  };
}

export function createdKeyToReply({ key, text }: { key: ApiKey; text: string }): CreatedApiKeyDto {
  const reply = keyToReply(key);
  return { ...reply, apiKey: text, key: text, keyData: reply };
}
