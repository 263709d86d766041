export { assertNever } from './assert-never.js';
export { nearestName } from './nearest-name.js';
export { stableJson } from './stable-json.js';
