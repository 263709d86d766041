export const PROVIDERS = ['s3', 'r2', 'b2', 'wasabi', 'gcs', 'azure', 'drive'] as const;
export type Provider = (typeof PROVIDERS)[number];

export const PUBLIC_FIELDS = [
  'endpoint',
  'region',
  'bucket',
  'accessKeyId',
  'publicUrl',
  'pathPrefix',
  'gcsProjectId',
  'azureAccountName',
  'azureContainerName',
  'driveFolderId',
  'driveExpiresAt',
] as const;
export type PublicField = (typeof PUBLIC_FIELDS)[number];

/** Kept sealed, never answered. */
export const SECRET_FIELDS = [
  'secretAccessKey',
  'gcsServiceAccountJson',
  'azureAccountKey',
  'driveAccessToken',
  'driveRefreshToken',
] as const;
export type SecretField = (typeof SECRET_FIELDS)[number];

export type ConfigField = PublicField | SecretField;
export type PublicConfig = Partial<Record<PublicField, string>>;
/** Every field in clear: only for drivers, never stored, logged or answered. */
export type PlainConfig = Partial<Record<ConfigField, string>>;

/** A workspace's own storage. */
export interface Integration {
  id: string;
  workspaceId: string;
  provider: Provider;
  name: string;
  isActive: boolean;
  isDefault: boolean;
  config: PublicConfig;
  /** Sealed texts. */
  secrets: Partial<Record<SecretField, string>>;
  createdAt: Date;
  updatedAt: Date;
}

/** What a caller may say about an integration; absent: unchanged. */
export interface IntegrationChange {
  provider?: Provider;
  name?: string;
  isActive?: boolean;
  isDefault?: boolean;
  config?: Record<string, unknown>;
}

/** Answer of a test: it wrote and deleted a real object, or why not. */
export type TestVerdict = { success: true; error: null } | { success: false; error: string };

/** One reference of a document (`destinations[]`); `path` is where it stands there. */
export interface DestinationRef {
  path: string;
  integrationId: string;
  provider: string;
  pathPrefix?: string;
}

/** Where a copy of a result shall go. */
export interface Target {
  integrationId: string;
  provider: Provider;
  /** Ends in `/`, or is empty. */
  prefix: string;
}

export type OutputState = 'pending' | 'completed' | 'failed';

/** The copy of a job's result at one destination. */
export interface Output {
  id: string;
  workspaceId: string;
  jobId: string;
  /** Null once the integration was deleted. */
  integrationId: string | null;
  provider: Provider;
  outputKey: string | null;
  outputUrl: string | null;
  outputSizeBytes: number | null;
  status: OutputState;
  error: string | null;
  /** Failed tries so far. */
  tries: number;
  /** When a failed one is tried again; null: not by itself. */
  nextTryAt: Date | null;
  createdAt: Date;
  updatedAt: Date;
}

/** The file that goes out. */
export interface OutputFile {
  sizeBytes: number;
  sha256: string;
  contentType: string;
  fileName: string;
}
