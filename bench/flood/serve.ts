/**
 * The public API over 5,000 profiles (`api`), or a server that costs next to nothing (`trivial`). Sends its port. The API
 * answers each message with the share of time since the last one in which its main thread was busy.
 */

import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { performance } from 'node:perf_hooks';
import { startPublicApi } from '#tests/support/platform/public-api.ts';
import { searchableProfile } from '#tests/support/searchable-profile.ts';

const PROFILES = 5_000;
const RATE_LIMIT = 100;
const ANSWER = Buffer.from('HTTP/1.1 429 Too Many Requests\r\nContent-Length: 0\r\n\r\n');

process.on('disconnect', () => process.exit());
if (process.argv[2] === 'api') {
  const profiles = Array.from({ length: PROFILES }, (_, i) => searchableProfile(i));
  const { port } = await startPublicApi(profiles, { rateLimit: RATE_LIMIT });
  process.send?.(port);
  let before = performance.eventLoopUtilization();
  process.on('message', () => {
    const now = performance.eventLoopUtilization();
    process.send?.(performance.eventLoopUtilization(now, before).utilization);
    before = now;
  });
} else {
  const server = createServer((socket) => {
    socket.on('error', () => socket.destroy());
    socket.on('data', () => socket.write(ANSWER));
  });
  server.listen(0, '127.0.0.1', () => process.send?.((server.address() as AddressInfo).port));
}
