import helmet from 'helmet';

/**
 * Headers against misuse in browsers. The farm often runs on plain http in a private network, so nothing here
 * insists on https; files and JSON may be read by pages of other origins (players, editors).
 */
export const securityHeaders = () =>
  helmet({
    strictTransportSecurity: false,
    crossOriginResourcePolicy: { policy: 'cross-origin' },
    crossOriginOpenerPolicy: false,
    originAgentCluster: false,
    contentSecurityPolicy: { directives: { 'upgrade-insecure-requests': null } },
  });
