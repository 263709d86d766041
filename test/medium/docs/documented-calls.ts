/** Names for what earlier steps answered: `{asset}` in a path or body is replaced by it. */
export type Memory = Record<string, string>;

export interface DocumentedCall {
  /** `POST /v1/assets`, as in the OpenAPI document. */
  operation: string;
  as?: 'key' | 'bearer' | 'nobody' | 'admin';
  /** Path parameters, in order: names in the memory. */
  path?: readonly string[];
  /** Fields of the documented example that have to name something real; values are names in the memory. */
  real?: Record<string, string>;
  /** Fields of the documented example that are left out. */
  without?: readonly string[];
  /** Raw bytes instead of the documented body. */
  raw?: Buffer;
  /** What to remember of the answer: name -> path of properties. */
  keep?: Record<string, string>;
}

export const PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);
const VIDEO = Buffer.concat([Buffer.from('\0\0\0\x18ftypisom', 'latin1'), Buffer.alloc(64)]);

/** A walk through the API in which every request is the documented example. Later steps use what earlier ones made. */
export const WALK: readonly DocumentedCall[] = [
  { operation: 'POST /v1/assets/upload-url', keep: { asset: 'assetId', path: 'path' } },
  { operation: 'PUT /v1/assets/{id}/upload', path: ['asset'], raw: VIDEO },
  { operation: 'POST /v1/assets/{id}/upload', path: ['asset'], raw: VIDEO },
  {
    operation: 'POST /v1/assets',
    real: { id: 'asset', storage_key: 'path', storageKey: 'path' },
  },
  { operation: 'GET /v1/assets/{id}', path: ['asset'] },
  { operation: 'GET /v1/assets/{id}/signed-url', path: ['asset'] },
  { operation: 'GET /v1/assets/{id}/proxy', path: ['asset'] },
  { operation: 'POST /v1/assets/batch-delete' },
  { operation: 'DELETE /v1/assets/{id}', path: ['asset'] },
  { operation: 'POST /v1/projects', as: 'bearer', keep: { project: 'project.id' } },
  { operation: 'GET /v1/projects/{id}', as: 'bearer', path: ['project'] },
  { operation: 'PUT /v1/projects/{id}', as: 'bearer', path: ['project'] },
  { operation: 'PATCH /v1/projects/{id}', as: 'bearer', path: ['project'] },
  { operation: 'POST /v1/projects/{id}/duplicate', as: 'bearer', path: ['project'] },
  { operation: 'POST /v1/render', real: { projectId: 'project' }, keep: { render: 'id' } },
  { operation: 'GET /v1/render/{id}', path: ['render'] },
  { operation: 'POST /v1/render/cost' },
  { operation: 'POST /v1/render/{id}/cancel', path: ['render'] },
  { operation: 'GET /v1/renditions/{id}', path: ['render'], as: 'bearer' },
  { operation: 'DELETE /v1/renditions/{id}', path: ['render'], as: 'bearer' },
  { operation: 'POST /v1/renditions/batch-delete', as: 'bearer' },
  { operation: 'DELETE /v1/projects/{id}', as: 'bearer', path: ['project'] },
  { operation: 'POST /v1/projects/batch-delete', as: 'bearer' },
  { operation: 'POST /v1/webhooks', as: 'bearer', keep: { hook: 'id' } },
  { operation: 'DELETE /v1/webhooks/{id}', as: 'bearer', path: ['hook'] },
  { operation: 'POST /v1/integrations', as: 'bearer', keep: { integration: 'integration.id' } },
  { operation: 'PUT /v1/integrations/{id}', as: 'bearer', path: ['integration'] },
  { operation: 'DELETE /v1/integrations/{id}', as: 'bearer', path: ['integration'] },
  { operation: 'POST /v1/api-keys', as: 'bearer', keep: { key: 'id' } },
  { operation: 'DELETE /v1/api-keys/{id}', as: 'bearer', path: ['key'] },
  { operation: 'PATCH /v1/team', as: 'bearer' },
  { operation: 'POST /v1/team/invitations', as: 'bearer', keep: { invitation: 'id' } },
  { operation: 'DELETE /v1/team/invitations/{id}', as: 'bearer', path: ['invitation'] },
  { operation: 'POST /v1/admin/workspaces', as: 'admin', without: ['ownerId'], keep: { workspace: 'id' } },
  { operation: 'GET /v1/admin/workspaces/{id}', as: 'admin', path: ['workspace'] },
  {
    operation: 'POST /v1/admin/users',
    as: 'admin',
    real: { workspaceId: 'workspace' },
    keep: { user: 'id' },
  },
  { operation: 'GET /v1/admin/users/{id}', as: 'admin', path: ['user'] },
  { operation: 'POST /v1/admin/keys', as: 'admin', real: { workspaceId: 'workspace' } },
];
