import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
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
