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

describe('limits of one client', () => {
  const LIMIT = 5;
  /** The numbers of answers that were not refused and that were, of a burst of 40 on one connection. */
  const burst = async (bytes: string, over = {}) => {
    await using api = await startPublicApi([], { rateLimit: LIMIT, ...over });
    const last = requestText('GET', '/healthz');
    const answers = parseAnswers(await exchange(api.port, bytes.repeat(40) + last));
    const refused = answers.filter(({ status }) => status === 429);
    for (const { headers, body } of refused) {
      assert.ok(Number(headers['retry-after']) >= 1);
      assert.equal(headers['content-type'], 'application/problem+json');
      assert.ok(body === '' || JSON.parse(body).code === 'rate_limited');
    }
    return { allowed: answers.length - refused.length, refused: refused.length };
  };
  const KEPT = [
    ['host', 'localhost'],
    ['connection', 'keep-alive'],
  ] as const;
  const requests: [name: string, bytes: string][] = [
    ...[
      '/search?q=tech',
      '/suggest?q=te',
      '/profiles/x',
      '/avatars/a.webp',
      '/avatars/initials/A-1.svg',
      '/openapi.json',
      '/healthz',
      '/readyz',
      '/metrics',
      '/nowhere',
      '/profiles/%E0%A4%A',
    ].map((path): [string, string] => [`GET ${path}`, requestText('GET', path, KEPT)]),
    ...['DELETE', 'QUERY', 'OPTIONS', 'PATCH', 'TRACE'].map((method): [string, string] => [
      `${method} /search`,
      requestText(method, '/search', KEPT),
    ]),
    [
      'a foreign Host',
      requestText('GET', '/search?q=a', [
        ['host', 'a.example'],
        ['connection', 'keep-alive'],
      ]),
    ],
  ];
  for (const [name, bytes] of requests) {
    test(`a pipelined burst of ${name} is counted one by one`, async () => {
      const { allowed, refused } = await burst(bytes);
      // More are allowed only as time passes: a burst, and then LIMIT a second.
      assert.ok(allowed >= LIMIT && refused > 0, `${allowed} allowed, ${refused} refused`);
      assert.equal(allowed + refused, 41);
    });
  }

  test('a header from outside does not make another client', async () => {
    await using api = await startPublicApi([], { rateLimit: LIMIT });
    const answers = await Promise.all(
      Array.from({ length: 40 }, (_, i) =>
        exchange(
          api.port,
          requestText('GET', '/healthz', [
            ['host', 'localhost'],
            ['x-forwarded-for', `10.0.0.${i}`],
          ]),
        ),
      ),
    );
    assert.ok(answers.some((text) => text.startsWith('HTTP/1.1 429')));
  });

  test('clients behind a trusted proxy are told apart by what the proxy saw, not by what they say', async () => {
    await using api = await startPublicApi([], { rateLimit: 1, trustedHops: 1 });
    const ask = async (said: string) =>
      parseAnswers(
        await exchange(
          api.port,
          requestText('GET', '/healthz', [
            ['host', 'localhost'],
            ['x-forwarded-for', said],
          ]),
        ),
      )[0]?.status;
    for (let i = 1; i <= 20; i++) assert.equal(await ask(`203.0.113.${i}`), 200);
    const statuses = await Promise.all(
      Array.from({ length: 20 }, (_, i) => ask(`10.0.0.${i}, 203.0.113.99`)),
    );
    assert.ok(statuses.includes(429));
  });
});

describe('connections that do not get on', { concurrency: true }, () => {
  const closes: [name: string, bytes: string][] = [
    ['sends nothing', ''],
    ['sends half a head', 'GET /search?q=tech HTTP/1.1\r\nhost: localhost\r\n'],
    [
      'sends half a body',
      requestText(
        'POST',
        '/search',
        [
          ['host', 'localhost'],
          ['content-length', '100'],
          ['connection', 'keep-alive'],
        ],
        'half',
      ),
    ],
  ];
  for (const [name, bytes] of closes) {
    test(`a client that ${name} is disconnected`, async () => {
      await exchange(open.port, bytes);
    });
  }
});
