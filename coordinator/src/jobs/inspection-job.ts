import type { Job } from './job.types.js';

/** Renders of customers go first. */
const PRIORITY = -10;

/** A job that looks at one asset: free, without a file of its own, and in nobody's list. */
export const inspectionJob = (fresh: Pick<Job, 'id' | 'workspaceId' | 'createdAt'>): Job => ({
  ...fresh,
  name: 'inspection',
  dialect: 'ilve',
  kind: 'inspect',
  state: 'pending',
  stage: 'pending',
  progress: 0,
  frames: { done: 0, total: 0 },
  width: 0,
  height: 0,
  fps: 0,
  duration: null,
  cost: 0,
  error: null,
  failureCode: null,
  warnings: [],
  outputs: null,
  renderedWith: null,
  webhookUrl: null,
  projectId: null,
  templateId: null,
  requires: [],
  prefers: [],
  notBefore: null,
  priority: PRIORITY,
  origin: '',
  startedAt: null,
  completedAt: null,
  expiredAt: null,
});
