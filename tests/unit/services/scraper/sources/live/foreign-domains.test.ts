import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { it } from 'node:test';
import { open } from '#scraper/sources/live/mastodon/open.ts';

const signal = AbortSignal.timeout(60_000);

it('connects to no host on this machine that an answer names', async () => {
  let requests = 0;
  const server = createServer((_request, response) => {
    requests++;
    response.end('{}');
  });
  server.on('connection', () => requests++);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const instances = [{ domain: 'social.test', base: new URL('https://social.test/') }];
  const source = open({
    userAgent: 'test',
    config: { instances, token: null },
    now: Date.now,
    spend: async () => {},
  });
  const names = ['127.0.0.1', `127.0.0.1:${port}`, `localhost:${port}`, `[::1]:${port}`, 'a b.test', '..'];
  const ids = names.map((name) => `someone@${name}`);
  const results = await Array.fromAsync(source.profiles(ids, signal));
  assert.deepEqual(
    results.map((result) => 'absent' in result && result.absent),
    ids.map(() => 'gone'),
  );
  for (const seed of ids) {
    assert.deepEqual(
      await Array.fromAsync(source.discover({ topic: null, seeds: [seed] }, null, signal)),
      [],
    );
  }
  assert.equal(requests, 0);
  await source.close();
  server.close();
});
