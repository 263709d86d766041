export { assertNever } from './assert-never.js';
export { isObject } from './is-object.js';
export { nearestName } from './nearest-name.js';
export { stableJson } from './stable-json.js';
