export { CoordinatorLink, LinkRefused, type DaemonSide, type Introduction } from './coordinator-link.js';
export { IdentityFile, type Identity } from './identity.js';
export { ensureJoined, JoinRefused } from './join.js';
export { Outbox, type Report } from './outbox.js';
