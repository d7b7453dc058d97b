import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { startPlatformProcess } from '#tests/support/platform/platform-process.ts';

test('the built services write pictures to S3 without the SDK, but for the first ones', {
  timeout: 60_000,
}, async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'influscope-test-'));
  t.after(() => rm(folder, { recursive: true, force: true }));
  const agents: (string | undefined)[] = [];
  const server = createServer((request, response) => {
    if (request.method === 'PUT') agents.push(request.headers['user-agent']);
    request.resume();
    request.on('end', () => response.writeHead(200).end());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const platform = await startPlatformProcess(folder, {
    OBJECTS_URL: `s3://pictures?endpoint=http://127.0.0.1:${port}`,
    OBJECTS_USERNAME: 'AKIDTEST',
    OBJECTS_PASSWORD: 'very-secret',
  });
  try {
    const report = await platform.importDemo(500);
    assert.equal(report?.type, 'done');
  } finally {
    await platform.stop();
    server.closeAllConnections();
    server.close();
  }
  const direct = agents.filter((agent) => agent === undefined);
  assert.ok(agents.length >= 20, `${agents.length} pictures`);
  assert.match(agents[0] ?? '', /aws-sdk/);
  assert.ok(direct.length >= agents.length / 2, `${direct.length} of ${agents.length}`);
  assert.equal(agents.at(-1), undefined);
});
