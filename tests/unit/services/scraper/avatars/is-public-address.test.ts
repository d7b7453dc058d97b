import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isPublicAddress } from '#scraper/fetch/is-public-address.ts';
import { seededRandom } from '#tests/support/seeded-random.ts';

/**
 * The special-purpose registries of IANA for IPv4 and IPv6, and the multicast and reserved ranges, read again here: the
 * prefix as text and its length.
 */
const RESERVED_V4 = [
  '0.0.0.0/8',
  '10.0.0.0/8',
  '100.64.0.0/10',
  '127.0.0.0/8',
  '169.254.0.0/16',
  '172.16.0.0/12',
  '192.0.0.0/24',
  '192.0.2.0/24',
  '192.31.196.0/24',
  '192.52.193.0/24',
  '192.88.99.0/24',
  '192.168.0.0/16',
  '192.175.48.0/24',
  '198.18.0.0/15',
  '198.51.100.0/24',
  '203.0.113.0/24',
  '224.0.0.0/4',
  '240.0.0.0/4',
  '255.255.255.255/32',
  // Not in a registry: Azure's address for its own machines.
  '168.63.129.16/32',
];
/** Of 2000::/3; outside of it nothing is public but NAT64. */
const RESERVED_V6 = [
  '2001:0:0:0:0:0:0:0/23',
  '2001:db8:0:0:0:0:0:0/32',
  '2002:0:0:0:0:0:0:0/16',
  '2620:4f:8000:0:0:0:0:0/48',
  '3fff:0:0:0:0:0:0:0/20',
];

const v4 = (text: string) => text.split('.').reduce((sum, part) => sum * 256n + BigInt(part), 0n);
const v6 = (text: string) => text.split(':').reduce((sum, part) => sum * 65_536n + BigInt(`0x${part}`), 0n);
const inside = (address: bigint, range: string, bits: bigint, read: (text: string) => bigint) => {
  const [prefix = '', length = ''] = range.split('/');
  const shift = bits - BigInt(length);
  return address >> shift === read(prefix) >> shift;
};
const expectedV4 = (address: bigint) => !RESERVED_V4.some((range) => inside(address, range, 32n, v4));
const expectedV6 = (address: bigint) => {
  if (inside(address, '64:ff9b:0:0:0:0:0:0/96', 128n, v6)) return expectedV4(address & 0xffffffffn);
  return (
    inside(address, '2000:0:0:0:0:0:0:0/3', 128n, v6) &&
    !RESERVED_V6.some((range) => inside(address, range, 128n, v6))
  );
};
const textV4 = (address: bigint) => [24n, 16n, 8n, 0n].map((by) => (address >> by) & 255n).join('.');
const textV6 = (address: bigint) =>
  Array.from({ length: 8 }, (_, i) => ((address >> BigInt(112 - 16 * i)) & 65_535n).toString(16)).join(':');

const random = seededRandom(20_261_123);
const randomBits = (bits: number) => {
  let value = 0n;
  for (let done = 0; done < bits; done += 16) value = (value << 16n) | BigInt(Math.floor(random() * 65_536));
  return value;
};

/** Both ends of a range, what is just outside of it, and some from within. */
function around(range: string, bits: number, read: (text: string) => bigint): bigint[] {
  const [prefix = '', length = ''] = range.split('/');
  const size = 1n << BigInt(bits - Number(length));
  const first = read(prefix);
  const within = Array.from({ length: 20 }, () => first + (randomBits(bits) % size));
  const top = (1n << BigInt(bits)) - 1n;
  return [first, first + size - 1n, first - 1n, first + size, ...within].filter((n) => n >= 0n && n <= top);
}

test('agrees with the registries on every edge, within every range, and on addresses at random', () => {
  const fours = [
    ...RESERVED_V4.flatMap((range) => around(range, 32, v4)),
    ...Array.from({ length: 5_000 }, () => randomBits(32)),
  ];
  for (const address of fours) {
    assert.equal(isPublicAddress(textV4(address)), expectedV4(address), textV4(address));
    const nat64 = v6('64:ff9b:0:0:0:0:0:0') | address;
    assert.equal(isPublicAddress(textV6(nat64)), expectedV4(address), textV6(nat64));
    for (const carrier of ['0:0:0:0:0:ffff:0:0', '0:0:0:0:0:0:0:0', '64:ff9b:1:0:0:0:0:0']) {
      assert.equal(isPublicAddress(textV6(v6(carrier) | address)), false, `${carrier} ${textV4(address)}`);
    }
    const sixToFour = v6('2002:0:0:0:0:0:0:0') | (address << 80n);
    assert.equal(isPublicAddress(textV6(sixToFour)), false, textV6(sixToFour));
  }
  const sixes = [
    ...[...RESERVED_V6, '2000:0:0:0:0:0:0:0/3'].flatMap((range) => around(range, 128, v6)),
    ...Array.from({ length: 2_000 }, () => randomBits(128)),
    ...Array.from({ length: 2_000 }, () => v6('2000:0:0:0:0:0:0:0') | (randomBits(128) >> 3n)),
  ];
  for (const address of sixes) {
    assert.equal(isPublicAddress(textV6(address)), expectedV6(address), textV6(address));
  }
});

test('knows every form of what is not public', () => {
  const notPublic = [
    '127.0.0.1',
    '127.1.2.3',
    '0.0.0.0',
    '10.1.2.3',
    '100.100.100.200',
    '169.254.169.254',
    '172.31.255.255',
    '192.168.1.1',
    '192.0.0.192',
    '255.255.255.255',
    '224.0.0.1',
    '168.63.129.16',
    '::',
    '::1',
    '::ffff:127.0.0.1',
    '::ffff:8.8.8.8',
    '::127.0.0.1',
    'fe80::1',
    'fe80::1%eth0',
    '2606:4700::1%eth0',
    'fc00::1',
    'fd00:ec2::254',
    'fec0::1',
    'ff02::1',
    '64:ff9b::7f00:1',
    '64:ff9b::a9fe:a9fe',
    '2002:7f00:1::',
    '2001::1',
    '2001:db8::1',
    '100::1',
    '5f00::1',
  ];
  for (const address of notPublic) assert.equal(isPublicAddress(address), false, address);
  for (const address of ['8.8.8.8', '2606:4700:4700::1111', '64:ff9b::808:808']) {
    assert.equal(isPublicAddress(address), true, address);
  }
});

test('what is not one plain address is not public', () => {
  for (const text of [
    '',
    'localhost',
    '8.8.8.8.',
    '08.8.8.8',
    '0x8.8.8.8',
    '134744072',
    '8.8.8',
    ' 8.8.8.8',
  ]) {
    assert.equal(isPublicAddress(text), false, text);
  }
});
