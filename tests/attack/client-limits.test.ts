import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { PublicApi } from '#tests/support/platform/public-api.ts';
import { startPublicApi } from '#tests/support/platform/public-api.ts';
import { exchange, parseAnswers, requestText } from './raw-connection.ts';

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

describe('slow connections', { concurrency: true }, () => {
  let open: PublicApi;
  before(async () => {
    open = await startPublicApi([]);
  });
  after(() => open[Symbol.asyncDispose]());

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
