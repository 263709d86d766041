export { DestinationProblem } from './destination-problem.js';
export {
  PROVIDERS,
  type DestinationRef,
  type Integration,
  type IntegrationChange,
  type Output,
  type OutputFile,
  type Provider,
  type Target,
  type TestVerdict,
} from './destination.types.js';
export { DestinationsService, type Resolved } from './destinations.service.js';
export { DriveOauthService } from './drive-oauth.service.js';
export { maskedConfig } from './integration-config.policy.js';
export { IntegrationsService } from './integrations.service.js';
export { outputToReply } from './output-to-reply.js';
export { OutputsService } from './outputs.service.js';
