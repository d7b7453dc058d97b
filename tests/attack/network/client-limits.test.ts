import assert from 'node:assert/strict';
import type { TestContext } from 'node:test';
import { after, before, describe, test } from 'node:test';
import type { PublicApi } from '#tests/support/platform/public-api.ts';
import { startPublicApi } from '#tests/support/platform/public-api.ts';
import { searchableProfile } from '#tests/support/searchable-profile.ts';
import { exchange, parseAnswers, requestText } from './raw-connection.ts';

describe('limits of one client', () => {
  const LIMIT = 5;
  /** The limit refills with time, so a slow machine would never exceed it. */
  const stopTime = (t: TestContext) => {
    const nowMs = performance.now();
    t.mock.method(performance, 'now', () => nowMs);
  };
  /** The answers to a burst of 40 requests on one connection. */
  const burst = async (bytes: string) => {
    await using api = await startPublicApi([], { rateLimit: LIMIT });
    return parseAnswers(await exchange(api.port, bytes.repeat(40)));
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
    test(`a pipelined burst of ${name} ends with the first request above the limit`, async (t) => {
      stopTime(t);
      const answers = await burst(bytes);
      const refused = answers.filter(({ status }) => status === 429);
      assert.equal(refused.length, 1);
      assert.ok(answers.length > LIMIT, `${answers.length} answers`);
      const last = answers.at(-1);
      assert.equal(last?.status, 429);
      assert.equal(last.headers.connection, 'close');
      assert.equal(last.headers['content-type'], 'application/problem+json');
      assert.ok(Number(last.headers['retry-after']) >= 1);
      assert.equal(JSON.parse(last.body).code, 'rate_limited');
    });
  }

  test('malformed requests count as well', async (t) => {
    stopTime(t);
    await using api = await startPublicApi([], { rateLimit: LIMIT });
    const answers: string[] = [];
    for (let i = 0; i < 30; i++) answers.push(await exchange(api.port, 'hello\r\n\r\n'));
    assert.ok(answers.some((text) => text.startsWith('HTTP/1.1 429')));
  });

  test('a client that sends twice its limit is disconnected before it can send more', async (t) => {
    stopTime(t);
    await using api = await startPublicApi([], { rateLimit: LIMIT });
    const bytes = requestText('GET', '/healthz');
    const answers = await Promise.all(Array.from({ length: 60 }, () => exchange(api.port, bytes)));
    assert.ok(answers.some((text) => text.startsWith('HTTP/1.1 200')));
    assert.ok(answers.some((text) => text.startsWith('HTTP/1.1 429')));
    assert.ok(answers.includes(''));
  });

  test('another client is served while one sends pipelined requests without end', async () => {
    await using api = await startPublicApi([searchableProfile(1)], { rateLimit: 50 });
    const flood = requestText('GET', '/search?q=tech', KEPT).repeat(2_000);
    let flooding = true;
    const flooder = Promise.all(
      Array.from({ length: 5 }, async () => {
        while (flooding) await exchange(api.port, flood, { from: '127.0.0.2' });
      }),
    );
    try {
      for (let i = 0; i < 20; i++) {
        const [answer] = parseAnswers(await exchange(api.port, requestText('GET', '/search?q=tech')));
        assert.equal(answer?.status, 200);
      }
    } finally {
      flooding = false;
      await flooder;
    }
  });

  test('a header from outside does not make another client', async (t) => {
    stopTime(t);
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

  test('clients behind a trusted proxy are distinguished by what the proxy saw, not by their own headers', async (t) => {
    stopTime(t);
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
