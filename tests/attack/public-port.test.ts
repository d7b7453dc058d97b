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

describe('what strangers learn', () => {
  for (const path of ['/readyz', '/readyz?verbose', '/readyz?verbose=1', '/readyz?verbose&x']) {
    test(`${path} names no part and no address`, async () => {
      const answer = await fetch(open.url + path);
      assert.equal(answer.status, 503);
      assert.deepEqual(await answer.json(), { ready: false });
    });
  }
  for (const path of [
    '/metrics',
    '/metrics/',
    '/Metrics',
    '//metrics',
    '/stats',
    '/queues',
    '/reindex',
    '/imports',
  ]) {
    test(`${path} does not exist`, async () => {
      assert.equal((await fetch(open.url + path)).status, 404);
    });
  }
});

/** Requests that no framework route takes. */
const REFUSED: [name: string, bytes: string, status: number][] = [
  ['no Host', requestText('GET', '/search?q=tech', []), 400],
  ['an empty Host', requestText('GET', '/search?q=tech', [['host', '']]), 400],
  [
    'two Hosts',
    requestText('GET', '/search?q=tech', [
      ['host', 'localhost'],
      ['host', 'localhost'],
    ]),
    400,
  ],
  [
    'an unknown expectation',
    requestText('GET', '/search?q=tech', [
      ['host', 'localhost'],
      ['expect', 'tea'],
    ]),
    417,
  ],
  ['CONNECT', requestText('CONNECT', 'localhost:80'), 405],
  ['QUERY', requestText('QUERY', '/search'), 405],
  ['PROPFIND', requestText('PROPFIND', '/search'), 405],
  ['PURGE', requestText('PURGE', '/search'), 405],
  ['TRACE', requestText('TRACE', '/search'), 405],
  ['DELETE', requestText('DELETE', '/search'), 405],
  [
    'POST',
    requestText('POST', '/search', [
      ['host', 'localhost'],
      ['content-length', '0'],
    ]),
    405,
  ],
  ['an unknown path', requestText('GET', '/nowhere'), 404],
  ['a broken escape', requestText('GET', '/profiles/%E0%A4%A'), 400],
  ['a target without a slash', requestText('GET', 'search'), 400],
  ['no HTTP', 'hello\r\n\r\n', 400],
  [
    'a head of 100 kB',
    requestText('GET', '/', [
      ['host', 'localhost'],
      ['x', 'a'.repeat(100_000)],
    ]),
    431,
  ],
  [
    'a length and chunks',
    requestText(
      'POST',
      '/search',
      [
        ['host', 'localhost'],
        ['content-length', '4'],
        ['transfer-encoding', 'chunked'],
      ],
      '0\r\n\r\n',
    ),
    400,
  ],
  [
    'two lengths',
    requestText(
      'POST',
      '/search',
      [
        ['host', 'localhost'],
        ['content-length', '4'],
        ['content-length', '5'],
      ],
      'abcd',
    ),
    400,
  ],
  [
    'a negative length',
    requestText('POST', '/search', [
      ['host', 'localhost'],
      ['content-length', '-1'],
    ]),
    400,
  ],
  [
    'an unknown coding',
    requestText(
      'POST',
      '/search',
      [
        ['host', 'localhost'],
        ['transfer-encoding', 'xchunked'],
      ],
      '0\r\n\r\n',
    ),
    400,
  ],
  ['a folded header', 'GET /search?q=tech HTTP/1.1\r\nhost: localhost\r\nx: a\r\n b\r\n\r\n', 400],
  ['a space before the colon', 'GET /search?q=tech HTTP/1.1\r\nhost : localhost\r\n\r\n', 400],
  [
    'a bare line feed in a chunk size',
    requestText(
      'POST',
      '/search',
      [
        ['host', 'localhost'],
        ['transfer-encoding', 'chunked'],
      ],
      '0\n\n',
    ),
    400,
  ],
  ['HTTP/9.9', 'GET / HTTP/9.9\r\nhost: localhost\r\n\r\n', 400],
];

describe('every error is a problem document', () => {
  for (const [name, bytes, status] of REFUSED) {
    test(`${name}: ${status}`, async () => {
      const { status: got, problem } = problemOf(await exchange(open.port, bytes));
      assert.equal(got, status);
      assert.equal(problem.status, status);
      assert.match(problem.code, /^[a-z0-9_]+$/);
    });
  }

  test('OpenAPI describes the errors of every path', async () => {
    const document = (await (await fetch(`${open.url}/openapi.json`)).json()) as {
      paths: Record<string, Record<string, { responses: Record<string, { content?: object }> }>>;
    };
    const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
      Object.values(methods).map((operation) => ({ path, operation })),
    );
    assert.ok(operations.length >= 7);
    for (const { path, operation } of operations) {
      for (const kind of ['4XX', '5XX']) {
        assert.ok(
          operation.responses[kind]?.content?.['application/problem+json' as never],
          `${path} ${kind}`,
        );
      }
    }
  });
});

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
  await api.start(AbortSignal.timeout(10_000));
  try {
    await assert.rejects(fetch(`http://[::1]:${api.port()}/openapi.json`));
    const answer = await exchange(api.port(), requestText('GET', '/', [['host', 'a.example']]));
    assert.equal(problemOf(answer).status, 421);
  } finally {
    await api.stop(1_000);
  }
});
