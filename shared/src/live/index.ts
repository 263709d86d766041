export * from './apply-change.js';
export * from './handshake.js';
export * from './messages.js';
export * from './picture.schema.js';
