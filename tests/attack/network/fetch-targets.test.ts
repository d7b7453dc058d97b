import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, before, describe, test } from 'node:test';
import { DestinationError, readDestination } from '#scraper/alerts/destination.ts';
import { parsePictureUrl } from '#scraper/avatars/picture-url.ts';
import type { AddressRule } from '#scraper/fetch/address-rule.ts';
import { PUBLIC_INTERNET } from '#scraper/fetch/address-rule.ts';
import { createFetchers } from '#tests/support/picture-fetchers.ts';
import { HOSTS, pairs, TARGETS_V4, TARGETS_V6, urlsOf } from './addresses-inside.ts';

const SENT = urlsOf('http');

test(`${SENT.length} ways to write an address that is not public are refused`, () => {
  const base = new URL('https://pictures.example/a.png');
  for (const text of SENT) {
    assert.throws(() => parsePictureUrl(text, PUBLIC_INTERNET, base), { name: 'AvatarFault' }, text);
  }
});

const HOOKS = urlsOf('https');

test(`${HOOKS.length} ways to write one are refused as the receiver of alerts`, () => {
  const settings = { folder: '/alerts', addresses: 'public', hosts: [], mail: null } as const;
  for (const text of HOOKS) assert.throws(() => readDestination(text, settings), DestinationError, text);
  assert.equal(readDestination('https://hooks.example/', settings).kind, 'webhook');
});

describe('the way to an address that is not public', () => {
  const { open, closeAll } = createFetchers();
  /** The public part of this test is on 127.0.0.1; what must not be reached, on 127.0.0.2 with the same port. */
  const rule: AddressRule = {
    allowsAddress: (address) => address === '127.0.0.1' || PUBLIC_INTERNET.allowsAddress(address),
    allowsPort: (port) => port === publicPort || PUBLIC_INTERNET.allowsPort(port),
  };
  let publicPort = 0;
  let location = '';
  let inside = 0;
  const entrance = createServer((request, response) => {
    const [, hops = '0'] = /hops=(\d)/.exec(request.url ?? '') ?? [];
    const next = Number(hops) > 0 ? `/?hops=${Number(hops) - 1}` : location;
    // A header holds bytes: those of UTF-8, as servers send them.
    response.writeHead(302, { location: Buffer.from(next).toString('latin1') }).end();
  });
  const secret = createServer((_request, response) => {
    inside++;
    response.end('secret');
  });
  before(async () => {
    await new Promise<void>((resolve) => entrance.listen(0, '127.0.0.1', resolve));
    publicPort = (entrance.address() as AddressInfo).port;
    await new Promise<void>((resolve) => secret.listen(publicPort, '127.0.0.2', resolve));
  });
  after(async () => {
    await closeAll();
    entrance.close();
    secret.close();
  });

  test('is blocked for every redirect, after zero, one or two others', { timeout: 300_000 }, async (t) => {
    const fetch = open({ rule, limits: { restMs: 1 } });
    const all = process.env.ALL_REDIRECTS === '1';
    let tried = 0;
    for (const host of HOSTS) {
      // All ways of every seventh, so that each notation comes with each number of redirects.
      for (const hops of all || tried % 7 === 0 ? [0, 1, 2] : [2]) {
        location = `http://${host}:${publicPort}/`;
        await assert.rejects(
          fetch(`http://public.test:${publicPort}/?hops=${hops}`),
          { name: 'AvatarFault' },
          `${hops}: ${host}`,
        );
        tried++;
      }
    }
    assert.equal(inside, 0);
    t.diagnostic(`${tried} redirects`);
  });

  test('is blocked for every answer of a name server', { timeout: 300_000 }, async (t) => {
    const addresses = [...TARGETS_V4, ...TARGETS_V6];
    const answers: string[][] = [
      ...addresses.map((address) => [address]),
      // One good address does not excuse another.
      ...addresses.flatMap((address) => [
        ['127.0.0.1', address],
        [address, '127.0.0.1'],
      ]),
      ...TARGETS_V4.flatMap((address) => [[`::ffff:${address}`], [`::ffff:${pairs(address)}`]]),
      [],
      [''],
      ['localhost'],
      ['127.0.0.2%1'],
      ['0177.0.0.2'],
      ['127.2'],
      ['2130706434'],
    ];
    for (const answer of answers) {
      const fetch = open({ rule, resolveHost: async () => answer });
      await assert.rejects(
        fetch(`http://name.example:${publicPort}/`),
        { name: 'AvatarFault' },
        JSON.stringify(answer),
      );
    }
    assert.equal(inside, 0);
    t.diagnostic(`${answers.length} answers`);
  });

  test('is blocked for a name that changes its address, before the fetch and between redirects', async () => {
    for (const late of [1, 2, 3]) {
      let asked = 0;
      const fetch = open({ rule, resolveHost: async () => [++asked >= late ? '127.0.0.2' : '127.0.0.1'] });
      location = `http://again.example:${publicPort}/`;
      await assert.rejects(fetch(`http://name.example:${publicPort}/?hops=1`), { name: 'AvatarFault' });
    }
    assert.equal(inside, 0);
  });
});
