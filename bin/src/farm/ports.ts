import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { CliError } from '../cli-error.js';
import { EXIT } from '../exit-codes.js';

/**
 * Makes sure that a port is free, and turns 0 into a free one: the farm keeps its port over restarts of the
 * coordinator, so it has to be known before.
 */
export async function choosePort(host: string, port: number): Promise<number> {
  const server = createServer();
  try {
    server.listen(port, host);
    await once(server, 'listening');
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND')
      throw new CliError(
        `${host} is no address of this machine; give one with --host, or leave it out for 127.0.0.1.`,
        EXIT.configuration,
      );
    const why =
      code === 'EADDRINUSE'
        ? 'another program listens there'
        : code === 'EACCES'
          ? 'it needs root'
          : String(code);
    throw new CliError(
      `Port ${port} of ${host} cannot be used: ${why}. Give another one with --port; --port 0 takes a free one.`,
      EXIT.configuration,
    );
  }
  const chosen = (server.address() as AddressInfo).port;
  server.close();
  await once(server, 'close');
  return chosen;
}
