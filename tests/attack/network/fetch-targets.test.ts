import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, before, describe, test } from 'node:test';
import { parsePictureUrl } from '#scraper/avatars/picture-url.ts';
import type { AddressRule } from '#scraper/fetch/address-rule.ts';
import { PUBLIC_INTERNET } from '#scraper/fetch/address-rule.ts';
import { createFetchers } from '#tests/support/picture-fetchers.ts';

/** IPv4 addresses that nothing outside may reach through the scraper. */
const TARGETS_V4 = [
  '127.0.0.2',
  '127.255.255.254',
  '0.0.0.0',
  '0.1.2.3',
  '10.0.0.1',
  '100.64.0.1',
  '169.254.169.254',
  '169.254.170.2',
  '172.16.0.1',
  '172.31.255.255',
  '192.0.0.192',
  '192.168.0.1',
  '198.18.0.1',
  '224.0.0.1',
  '240.0.0.1',
  '255.255.255.255',
  '168.63.129.16',
  '192.88.99.1',
];
const TARGETS_V6 = [
  '::',
  '::1',
  'fe80::1',
  'fec0::1',
  'fc00::1',
  'fd00:ec2::254',
  'ff02::1',
  '2001:db8::1',
  '2002:7f00:1::',
  '2001:0:7f00:1::',
  '64:ff9b:1::7f00:1',
];

const octets = (address: string) => address.split('.').map(Number) as [number, number, number, number];
const number = (address: string) => octets(address).reduce((sum, part) => sum * 256 + part, 0);
const hex = (value: number, width = 0) => value.toString(16).padStart(width, '0');
const pairs = (address: string) => {
  const [a, b, c, d] = octets(address);
  return `${hex(a * 256 + b)}:${hex(c * 256 + d)}`;
};

/** Ways to write an IPv4 address as the host of a URL. */
const NOTATIONS: Record<string, (address: string) => string> = {
  dotted: (address) => address,
  'with a dot at the end': (address) => `${address}.`,
  decimal: (address) => String(number(address)),
  hexadecimal: (address) => `0x${hex(number(address))}`,
  'hexadecimal, upper case': (address) => `0X${hex(number(address)).toUpperCase()}`,
  octal: (address) => `0${number(address).toString(8)}`,
  'dotted hexadecimal': (address) =>
    octets(address)
      .map((part) => `0x${hex(part)}`)
      .join('.'),
  'dotted octal': (address) =>
    octets(address)
      .map((part) => `0${part.toString(8)}`)
      .join('.'),
  'dotted octal with zeros': (address) =>
    octets(address)
      .map((part) => `000${part.toString(8)}`)
      .join('.'),
  'three parts': (address) => {
    const [a, b, c, d] = octets(address);
    return `${a}.${b}.${c * 256 + d}`;
  },
  'two parts': (address) => {
    const [a, b, c, d] = octets(address);
    return `${a}.${(b * 256 + c) * 256 + d}`;
  },
  'full-width digits': (address) =>
    address.replaceAll(/\d/g, (digit) => String.fromCodePoint(0xff10 + Number(digit))),
  'an ideographic full stop': (address) => address.replaceAll('.', '\u3002'),
  'escaped dots': (address) => address.replaceAll('.', '%2e'),
  'escaped digits': (address) => address.replaceAll(/\d/g, (digit) => `%3${digit}`),
  mapped: (address) => `[::ffff:${address}]`,
  'mapped, hexadecimal': (address) => `[::ffff:${pairs(address)}]`,
  'mapped, in full': (address) => `[0:0:0:0:0:ffff:${pairs(address)}]`,
  compatible: (address) => `[::${pairs(address)}]`,
  translated: (address) => `[::ffff:0:${pairs(address)}]`,
  NAT64: (address) => `[64:ff9b::${pairs(address)}]`,
  '6to4': (address) => `[2002:${pairs(address)}::]`,
  'soft hyphen inside': (address) => address.replace('.', '\u00ad.'),
  'tab inside': (address) => address.replace('.', '.\t'),
};

const hostsOf = (address: string) =>
  address.includes(':')
    ? [`[${address}]`, `[${address}%25eth0]`]
    : Object.values(NOTATIONS).map((write) => write(address));
const HOSTS = [...TARGETS_V4, ...TARGETS_V6].flatMap(hostsOf);
const WRAPPINGS: ((host: string) => string)[] = [
  (host) => `http://${host}/`,
  (host) => `https://${host}/`,
  (host) => `HTTP:/\\${host}`,
  (host) => `http:${host}`,
  (host) => `http://${host}:80/x`,
  (host) => `http://${host}:6379/`,
  (host) => `http://user@${host}/`,
  (host) => `http://a.example@${host}/`,
  (host) => `http://a.example:80@${host}/`,
  (host) => `http://${host}#@a.example/`,
  (host) => `http://${host}?@a.example/`,
  (host) => `http://${host}\\@a.example/`,
  (host) => ` http://${host}/\n`,
  (host) => `//${host}/`,
  (host) => `ftp://${host}/`,
  (host) => `gopher://${host}/`,
  (host) => `file://${host}/etc/passwd`,
  (host) => `data:text/html,${host}`,
  (host) => `jar:http://${host}!/`,
];
const SENT = HOSTS.flatMap((host) => WRAPPINGS.map((wrap) => wrap(host)));

test(`${SENT.length} ways to write an address that is not public are refused`, () => {
  const base = new URL('https://pictures.example/a.png');
  for (const text of SENT) {
    assert.throws(() => parsePictureUrl(text, PUBLIC_INTERNET, base), { name: 'AvatarFault' }, text);
  }
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

  test('is blocked for every redirect, after zero, one or two others', { timeout: 120_000 }, async (t) => {
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

  test('is blocked for every answer of a name server', { timeout: 120_000 }, async (t) => {
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
