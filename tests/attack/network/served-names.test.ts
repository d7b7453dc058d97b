import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { Registry } from 'prom-client';
import { createApi } from '#api/server.ts';
import { createFakeObjectStore } from '#tests/support/fakes/fake-object-store.ts';
import { createFakeSearchIndex } from '#tests/support/fakes/fake-search-index.ts';
import { silentLogger } from '#tests/support/platform/analytics-service.ts';
import type { PublicApi } from '#tests/support/platform/public-api.ts';
import { startPublicApi } from '#tests/support/platform/public-api.ts';
import { searchableProfile } from '#tests/support/searchable-profile.ts';
import { exchange, parseAnswers, requestText } from './raw-connection.ts';

const profiles = Array.from({ length: 30 }, (_, i) => searchableProfile(i));
let open: PublicApi;
before(async () => {
  open = await startPublicApi(profiles);
});
after(() => open[Symbol.asyncDispose]());

const problemOf = (text: string) => {
  const [answer] = parseAnswers(text);
  assert.ok(answer, text);
  assert.equal(answer.headers['content-type'], 'application/problem+json', text);
  return { ...answer, problem: JSON.parse(answer.body) as { code: string; status: number } };
};

describe('names that lead to this machine', () => {
  for (const host of [
    'localhost',
    'localhost:8080',
    '127.0.0.1',
    '127.0.0.1:80',
    '[::1]',
    '[::1]:8080',
    'x.localhost',
  ]) {
    test(`serves ${host}`, async () => {
      const [answer] = parseAnswers(
        await exchange(open.port, requestText('GET', '/healthz', [['host', host]])),
      );
      assert.equal(answer?.status, 200);
    });
  }
  for (const host of [
    'attacker.example',
    'attacker.example:8080',
    'localhost.attacker.example',
    '127.0.0.1.nip.io',
    '10.0.0.1',
    '[::2]',
    'localhost@attacker.example',
    '127.1',
    '2130706433',
    '0.0.0.0',
  ]) {
    test(`refuses ${host}`, async () => {
      const { status, problem } = problemOf(
        await exchange(open.port, requestText('GET', '/search?q=tech', [['host', host]])),
      );
      assert.equal(status, 421);
      assert.equal(problem.code, 'host_refused');
    });
  }
});

test('a server on localhost has no second, unguarded address', async () => {
  const api = createApi({
    index: createFakeSearchIndex(),
    objects: createFakeObjectStore(),
    logger: silentLogger(),
    registry: new Registry(),
    version: '1.2.3',
    rateLimit: 1,
    host: 'localhost',
    port: 0,
    probes: () => {},
  });
  await api.start(AbortSignal.timeout(60_000));
  try {
    await assert.rejects(fetch(`http://[::1]:${api.port()}/openapi.json`));
    const answer = await exchange(api.port(), requestText('GET', '/', [['host', 'a.example']]));
    assert.equal(problemOf(answer).status, 421);
  } finally {
    await api.stop(1_000);
  }
});
