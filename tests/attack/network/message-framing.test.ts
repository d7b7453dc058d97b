import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { PublicApi } from '#tests/support/platform/public-api.ts';
import { startPublicApi } from '#tests/support/platform/public-api.ts';
import { searchableProfile } from '#tests/support/searchable-profile.ts';
import { exchange, parseAnswers, requestText } from './raw-connection.ts';

let api: PublicApi;
before(async () => {
  api = await startPublicApi(Array.from({ length: 5 }, (_, i) => searchableProfile(i)));
});
after(() => api[Symbol.asyncDispose]());

/** What would be smuggled. An answer to it would name it. */
const SMUGGLED = requestText('GET', '/smuggled');
const head = (...lines: string[]) =>
  ['POST /search HTTP/1.1', 'Host: localhost', ...lines, '', ''].join('\r\n');
const LENGTH = `Content-Length: ${SMUGGLED.length}`;
const CHUNKED = 'Transfer-Encoding: chunked';
const END = '0\r\n\r\n';

/** Messages whose end two programs could see at different places, followed by a request that only one would see. */
const AMBIGUOUS: Record<string, string> = {
  'CL.TE': head(LENGTH, CHUNKED) + END + SMUGGLED,
  'TE.CL': head(CHUNKED, LENGTH) + END + SMUGGLED,
  'CL.CL, different': head('Content-Length: 0', LENGTH) + SMUGGLED,
  'CL.CL, equal': head('Content-Length: 0', 'Content-Length: 0') + SMUGGLED,
  'a list of lengths': head(`Content-Length: 0, ${SMUGGLED.length}`) + SMUGGLED,
  'an equal list of lengths': head('Content-Length: 0, 0') + SMUGGLED,
  'a signed length': head('Content-Length: +0') + SMUGGLED,
  'a negative length': head('Content-Length: -1') + SMUGGLED,
  'a hexadecimal length': head('Content-Length: 0x0') + SMUGGLED,
  'a length with a fraction': head('Content-Length: 0.0') + SMUGGLED,
  'a length with a space inside': head('Content-Length: 0 0') + SMUGGLED,
  'a length too large for any number': head(`Content-Length: ${'9'.repeat(40)}`) + SMUGGLED,
  'an empty length': head('Content-Length:') + SMUGGLED,
  'an unknown coding': head('Transfer-Encoding: xchunked') + END + SMUGGLED,
  'chunked, then another coding': head('Transfer-Encoding: chunked, identity') + END + SMUGGLED,
  'chunked twice': head('Transfer-Encoding: chunked, chunked') + END + SMUGGLED,
  'two codings in two lines': head(CHUNKED, 'Transfer-Encoding: identity') + END + SMUGGLED,
  'a coding behind a tab and a letter': head('Transfer-Encoding:\tx chunked') + END + SMUGGLED,
  'a coding behind a vertical tab': head('Transfer-Encoding: \vchunked') + END + SMUGGLED,
  'a quoted coding': head('Transfer-Encoding: "chunked"') + END + SMUGGLED,
  'a space before the colon of the coding': head('Transfer-Encoding : chunked', LENGTH) + END + SMUGGLED,
  'a space before the colon of the length': head('Content-Length : 0') + SMUGGLED,
  'a folded coding': head('Transfer-Encoding:', ' chunked', LENGTH) + END + SMUGGLED,
  'a folded length': head('Content-Length:', ' 0') + SMUGGLED,
  'a bare line feed behind a header': `POST /search HTTP/1.1\r\nHost: localhost\n${CHUNKED}\r\n\r\n${END}${SMUGGLED}`,
  'a bare carriage return behind a header': `POST /search HTTP/1.1\r\nHost: localhost\r${CHUNKED}\r\n\r\n${END}${SMUGGLED}`,
  'a NUL in a name': `${head(`Transfer-Encoding\0: chunked`)}${END}${SMUGGLED}`,
  'a NUL in a value': `${head('X: a\0b')}${SMUGGLED}`,
  'an empty name': head(': x') + SMUGGLED,
  'a line without a colon': head('nonsense') + SMUGGLED,
  'a chunk with a signed size': `${head(CHUNKED)}+0\r\n\r\n${SMUGGLED}`,
  'a chunk with a prefixed size': `${head(CHUNKED)}0x0\r\n\r\n${SMUGGLED}`,
  'a chunk with a space before its size': `${head(CHUNKED)} 0\r\n\r\n${SMUGGLED}`,
  'a chunk with a size too large': `${head(CHUNKED)}${'f'.repeat(20)}\r\n\r\n${SMUGGLED}`,
  'a chunk ended by a bare line feed': `${head(CHUNKED)}0\n\n${SMUGGLED}`,
  'a chunk longer than its size': `${head(CHUNKED)}1\r\nab\r\n${END}${SMUGGLED}`,
  'an extension with a bare line feed': `${head(CHUNKED)}0;a\nb\r\n\r\n${SMUGGLED}`,
  'a version that does not exist': `GET /search HTTP/1.9\r\nHost: localhost\r\n\r\n${SMUGGLED}`,
  'a space in the target': `GET /search q HTTP/1.1\r\nHost: localhost\r\n\r\n${SMUGGLED}`,
};

describe('messages whose end is unclear', () => {
  for (const [name, bytes] of Object.entries(AMBIGUOUS)) {
    test(`${name}: nothing behind it is answered`, async () => {
      const text = await exchange(api.port, bytes);
      const answers = parseAnswers(text);
      assert.doesNotMatch(text, /smuggled/, text);
      assert.ok(answers.length <= 1, text);
      for (const { status, headers } of answers) {
        // 405: the head was clear, and the body broke after the answer to it.
        assert.ok(status === 400 || status === 405, text);
        assert.equal(headers['content-type'], 'application/problem+json');
      }
    });
  }

  test('a body that is framed clearly is not taken for a request', async () => {
    for (const bytes of [
      `${head(LENGTH)}${SMUGGLED}`,
      `${head(CHUNKED)}${SMUGGLED.length.toString(16)}\r\n${SMUGGLED}\r\n${END}`,
    ]) {
      const answers = parseAnswers(await exchange(api.port, bytes + requestText('GET', '/healthz')));
      assert.deepEqual(
        answers.map(({ status }) => status),
        [405, 200],
      );
    }
  });

  test('the answer to unreadable bytes comes after those to the requests before them', async () => {
    const kept = requestText('GET', '/search?q=tech', [
      ['host', 'localhost'],
      ['connection', 'keep-alive'],
    ]);
    for (const count of [1, 2, 5]) {
      const answers = parseAnswers(await exchange(api.port, `${kept.repeat(count)}<x/>\r\n\r\n`));
      assert.deepEqual(
        answers.map(({ status }) => status),
        [...Array.from({ length: count }, () => 200), 400],
      );
    }
  });
});

describe('unusual forms of a request', () => {
  const forms: [name: string, bytes: string, statuses: number[]][] = [
    ['the absolute form', requestText('GET', 'http://localhost/healthz'), [200, 400, 404]],
    [
      'the absolute form of another host',
      requestText('GET', 'http://attacker.example/healthz'),
      [200, 400, 404, 421],
    ],
    ['the authority form', requestText('GET', 'localhost:80'), [400, 404]],
    ['the asterisk form', requestText('OPTIONS', '*'), [400, 404, 405]],
    ['a target of 8 kB', requestText('GET', `/${'a'.repeat(8_000)}`), [400, 404, 414]],
    ['a target of 20 kB', requestText('GET', `/${'a'.repeat(20_000)}`), [414, 431]],
    [
      '2,000 headers',
      requestText(
        'GET',
        '/healthz',
        Array.from({ length: 2_000 }, (_, i) => [`x${i}`, '']),
      ),
      [400, 431],
    ],
    ['no version', `GET /healthz\r\nHost: localhost\r\n\r\n${SMUGGLED}`, [200, 400]],
    ['HTTP/1.0 without Host', 'GET /healthz HTTP/1.0\r\n\r\n', [400]],
    ['the preface of HTTP/2', 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n', [400, 505]],
    [
      'an upgrade to HTTP/2',
      requestText('GET', '/healthz', [
        ['host', 'localhost'],
        ['connection', 'Upgrade, HTTP2-Settings'],
        ['upgrade', 'h2c'],
        ['http2-settings', ''],
        ['connection', 'close'],
      ]),
      [200, 400],
    ],
    [
      'an upgrade to WebSocket',
      requestText('GET', '/', [
        ['host', 'localhost'],
        ['connection', 'upgrade'],
        ['upgrade', 'websocket'],
        ['connection', 'close'],
      ]),
      [200, 400],
    ],
    ['a start of TLS', '\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n', [400]],
  ];
  for (const [name, bytes, statuses] of forms) {
    test(`${name} gets one answer, and no error of the server`, async () => {
      const answers = parseAnswers(await exchange(api.port, bytes));
      assert.equal(answers.length, 1);
      assert.ok(statuses.includes(answers[0]?.status ?? 0), `${answers[0]?.status}`);
    });
  }
});
