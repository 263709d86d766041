import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Logger } from 'pino';
import type { AgentFacts, AgentMeters } from './agent-meters.js';

export interface MetricsAddress {
  host: string;
  port: number;
}

/**
 * GET /metrics and nothing else. Shows numbers only and takes no credentials: that is why it listens on this machine
 * unless somebody asks for more. A port that is taken is a warning: rendering is worth more than its numbers.
 */
export async function serveMetrics(
  { host, port }: MetricsAddress,
  meters: AgentMeters,
  facts: () => AgentFacts,
  logger: Logger,
): Promise<() => void> {
  const server = createServer((request, response) => {
    const path = (request.url ?? '').split('?', 1)[0];
    if (path !== '/metrics' || request.method !== 'GET') {
      response.writeHead(404, { 'content-type': 'text/plain' }).end('Only GET /metrics is served here.\n');
      return;
    }
    meters.text(facts()).then(
      (text) => response.writeHead(200, { 'content-type': meters.contentType }).end(text),
      (err: unknown) => {
        logger.warn({ err }, 'metrics could not be read');
        response.writeHead(500, { 'content-type': 'text/plain' }).end('The metrics could not be read.\n');
      },
    );
  });
  server.unref();
  if (!(await listens(server, host, port, logger))) return () => undefined;
  const { port: taken } = server.address() as AddressInfo;
  logger.info({ host, port: taken }, 'metrics are served');
  return () => {
    server.close();
    server.closeAllConnections();
  };
}

async function listens(server: Server, host: string, port: number, logger: Logger): Promise<boolean> {
  try {
    server.listen(port, host);
    await once(server, 'listening');
    return true;
  } catch (err) {
    logger.warn(
      { err, host, port },
      'metrics are not served: choose another FRAMEFARM_METRICS_LISTEN for this agent',
    );
    return false;
  }
}
