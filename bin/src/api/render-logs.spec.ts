import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { FarmClient } from './farm-client.js';
import { logParts } from './render-logs.js';

test('a farm that answers at once with nothing new is not asked again at once', async () => {
  const asked: number[] = [];
  const server = createServer((_, response) => {
    asked.push(performance.now());
    const ended = asked.length === 2;
    response.end(JSON.stringify({ entries: [], attempts: [], nextOffset: 0, more: false, ended }));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const { signal } = new AbortController();
  const client = new FarmClient({ url, identity: {}, signal, patience: 0 });
  const parts = [];
  for await (const part of logParts(client, 'a', { follow: true }, signal)) parts.push(part);
  expect(parts).toHaveLength(2);
  expect((asked[1] ?? 0) - (asked[0] ?? 0)).toBeGreaterThan(900);
  await client.close();
  server.closeAllConnections();
  server.close();
});
