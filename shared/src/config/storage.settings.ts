import { z } from 'zod';
import { httpUrl } from './fields.js';
import type { Settings } from './setting.js';

/** Where the farm keeps its own files, and how it reaches the storage of its customers. */
export const STORAGE_SETTINGS = {
  storage: {
    env: 'FRAMEFARM_STORAGE',
    schema: z.enum(['local', 's3'], 'must be local or s3').default('local'),
    help: 'Where assets and results are kept: local is the data folder, s3 a bucket (FRAMEFARM_S3_*); bytes then do not pass the coordinator.',
  },
  filesDir: {
    env: 'FRAMEFARM_FILES',
    schema: z.string().min(1).optional(),
    help: 'Folder of assets, results and unfinished uploads; several coordinators share it (NFS or the like); absent: in the data folder.',
  },
  s3Bucket: {
    env: 'FRAMEFARM_S3_BUCKET',
    schema: z.string().min(1).optional(),
    help: 'Bucket of the farm itself; needed with FRAMEFARM_STORAGE=s3.',
  },
  s3Endpoint: {
    env: 'FRAMEFARM_S3_ENDPOINT',
    schema: httpUrl().optional(),
    help: 'Address of the S3 server as the coordinator reaches it; absent: Amazon, by region.',
  },
  s3PublicEndpoint: {
    env: 'FRAMEFARM_S3_PUBLIC_ENDPOINT',
    schema: httpUrl().optional(),
    help: 'Address of the same server as clients and agents reach it, used in signed URLs; absent: FRAMEFARM_S3_ENDPOINT.',
  },
  s3Region: {
    env: 'FRAMEFARM_S3_REGION',
    schema: z.string().min(1).default('us-east-1'),
    help: 'Region of the bucket; auto for Cloudflare R2.',
  },
  s3AccessKeyId: {
    env: 'FRAMEFARM_S3_ACCESS_KEY_ID',
    schema: z.string().min(1).optional(),
    help: 'Access key of the bucket; needed with FRAMEFARM_STORAGE=s3.',
  },
  s3SecretAccessKey: {
    env: 'FRAMEFARM_S3_SECRET_ACCESS_KEY',
    schema: z.string().min(1).optional(),
    help: 'Secret of that access key; needed with FRAMEFARM_STORAGE=s3.',
    secret: true,
  },
  s3Prefix: {
    env: 'FRAMEFARM_S3_PREFIX',
    schema: z
      .string()
      .transform((text) => text.replace(/^\/+|\/+$/g, ''))
      .default(''),
    help: 'Folder in the bucket under which everything is kept; absent: the bucket itself.',
  },
  prefixRule: {
    env: 'FRAMEFARM_PREFIX_RULE',
    schema: z.enum(['override', 'append'], 'must be override or append').default('override'),
    help: "What a render's own pathPrefix does with the prefix of its integration: override replaces it, append goes behind it.",
  },
  googleClientId: {
    env: 'FRAMEFARM_GOOGLE_OAUTH_CLIENT_ID',
    schema: z.string().min(1).optional(),
    help: 'OAuth client of this farm with Google, for Google Drive; absent: Drive cannot be connected.',
  },
  googleClientSecret: {
    env: 'FRAMEFARM_GOOGLE_OAUTH_CLIENT_SECRET',
    schema: z.string().min(1).optional(),
    help: 'Secret of that OAuth client.',
    secret: true,
  },
  googleScope: {
    env: 'FRAMEFARM_GOOGLE_OAUTH_SCOPE',
    schema: z.string().min(1).default('https://www.googleapis.com/auth/drive.file'),
    help: 'What the farm asks Google for; https://www.googleapis.com/auth/drive also reaches folders that it did not make.',
  },
  googleAuthUrl: {
    env: 'FRAMEFARM_GOOGLE_OAUTH_AUTH_URL',
    schema: httpUrl().default('https://accounts.google.com/o/oauth2/v2/auth'),
    help: "Google's page of consent.",
  },
  googleTokenUrl: {
    env: 'FRAMEFARM_GOOGLE_OAUTH_TOKEN_URL',
    schema: httpUrl().default('https://oauth2.googleapis.com/token'),
    help: 'Where Google hands out access tokens.',
  },
  gcsEndpoint: {
    env: 'FRAMEFARM_GCS_ENDPOINT',
    schema: httpUrl().default('https://storage.googleapis.com'),
    help: 'Address of Google Cloud Storage.',
  },
  driveEndpoint: {
    env: 'FRAMEFARM_DRIVE_ENDPOINT',
    schema: httpUrl().default('https://www.googleapis.com'),
    help: 'Address of Google Drive.',
  },
} as const satisfies Settings;
