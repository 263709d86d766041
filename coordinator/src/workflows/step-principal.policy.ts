import type { Principal } from '../auth/index.js';
import type { WorkflowRun } from './workflow.types.js';

/** Whom a step acts for: the workspace, and the person who started the run. */
export const stepPrincipal = (
  run: Pick<WorkflowRun, 'workspaceId' | 'triggeredBy' | 'keyLinked'>,
): Principal => ({
  workspaceId: run.workspaceId,
  memberId: run.triggeredBy,
  keyId: null,
  keyLinked: run.keyLinked,
  role: 'member',
  via: 'key',
});
