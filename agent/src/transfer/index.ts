export { parseAllowList, type AllowList } from './address-guard.js';
export { AssetCache, type CachedFile } from './asset-cache.js';
export { Downloader, type DownloadLimits } from './downloader.js';
export { guardedAgent, guardedConnections, isRefusal, refusalIn } from './guarded-agent.js';
export { SourceError } from './source-error.js';
export { fetchGrant, GrantExpired } from './trusted-client.js';
export { sendFile, type SendOptions, type Sent, type UploadFile } from './uploaders/index.js';
