import { Workspaces0000000000001 } from './0001-workspaces.js';
import { Assets0000000000002 } from './0002-assets.js';
import { Agents0000000000003 } from './0003-agents.js';
import { Jobs0000000000004 } from './0004-jobs.js';
import { Webhooks0000000000005 } from './0005-webhooks.js';
import { WorkKinds0000000000006 } from './0006-work-kinds.js';
import { People0000000000007 } from './0007-people.js';
import { Audit0000000000008 } from './0008-audit.js';
import { Integrations0000000000009 } from './0009-integrations.js';
import { Outputs0000000000010 } from './0010-outputs.js';
import { WebhookSubscriptions0000000000011 } from './0011-webhook-subscriptions.js';
import { Templates0000000000012 } from './0012-templates.js';
import { Documents0000000000013 } from './0013-documents.js';
import { Credits0000000000014 } from './0014-credits.js';
import { Shares0000000000015 } from './0015-shares.js';
import { Workflows0000000000016 } from './0016-workflows.js';
import { Blobs0000000000017 } from './0017-blobs.js';
import { OutputsOfEndedJobs0000000000018 } from './0018-outputs-of-ended-jobs.js';
import { AttemptLogs0000000000019 } from './0019-attempt-logs.js';
import { Retention0000000000020 } from './0020-retention.js';
import { Scheduling0000000000021 } from './0021-scheduling.js';
import { Pieces0000000000022 } from './0022-pieces.js';
import { Coordinators0000000000024 } from './0024-coordinators.js';
import { Monitor0000000000025 } from './0025-monitor.js';
import { SpoiltPieces0000000000026 } from './0026-spoilt-pieces.js';
import { UnbookedCredits0000000000027 } from './0027-unbooked-credits.js';
import { WantedProbes0000000000028 } from './0028-wanted-probes.js';
import { OutputNeeds0000000000030 } from './0030-output-needs.js';

/** Every migration in order; each feature adds its own lines at the end. */
export const MIGRATIONS = [
  Workspaces0000000000001,
  Assets0000000000002,
  Agents0000000000003,
  Jobs0000000000004,
  Webhooks0000000000005,
  WorkKinds0000000000006,
  People0000000000007,
  Audit0000000000008,
  Integrations0000000000009,
  Outputs0000000000010,
  WebhookSubscriptions0000000000011,
  Templates0000000000012,
  Documents0000000000013,
  Credits0000000000014,
  Shares0000000000015,
  Workflows0000000000016,
  Blobs0000000000017,
  OutputsOfEndedJobs0000000000018,
  AttemptLogs0000000000019,
  Retention0000000000020,
  Scheduling0000000000021,
  Pieces0000000000022,
  Coordinators0000000000024,
  Monitor0000000000025,
  SpoiltPieces0000000000026,
  UnbookedCredits0000000000027,
  WantedProbes0000000000028,
  OutputNeeds0000000000030,
];
