export { estimateCost, TIER, type PricedScene } from './estimate.policy.js';
