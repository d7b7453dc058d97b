import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parsePictureUrl } from '#scraper/avatars/picture-url.ts';
import { PUBLIC_INTERNET } from '#scraper/fetch/address-rule.ts';

const parse = (text: string, base?: string) =>
  parsePictureUrl(text, PUBLIC_INTERNET, base === undefined ? undefined : new URL(base)).href;

test('takes http and https to the usual ports', () => {
  assert.equal(parse('https://a.test/x.png?size=1'), 'https://a.test/x.png?size=1');
  assert.equal(parse('http://a.test:80/x'), 'http://a.test/x');
  assert.equal(parse('http://a.test:443/x'), 'http://a.test:443/x');
  assert.equal(parse('https://8.8.8.8/'), 'https://8.8.8.8/');
});

test('brings host names into one form', () => {
  assert.equal(parse('https://A.Test./x'), 'https://a.test/x');
  assert.equal(parse('https://bücher.test/x#part'), 'https://xn--bcher-kva.test/x');
  assert.equal(parse('../y.png', 'https://a.test/b/x.png'), 'https://a.test/y.png');
  assert.equal(parse('//b.test/y', 'https://a.test/'), 'https://b.test/y');
});

test('refuses what is no address of a picture on the public internet', () => {
  const refused: [string, RegExp][] = [
    ['ftp://a.test/x', /neither http nor https/],
    ['file:///etc/passwd', /neither http nor https/],
    ['javascript:alert(1)', /neither http nor https/],
    ['gopher://a.test/', /neither http nor https/],
    ['http://user@a.test/', /credentials/],
    ['http://:secret@a.test/', /credentials/],
    ['http://a.test:8080/', /port/],
    ['http://a.test:22/', /port/],
    ['https://', /not valid/],
    ['not an address', /not valid/],
    ['http://a.test../', /has no host/],
    ['http://./', /has no host/],
  ];
  for (const [text, message] of refused)
    assert.throws(() => parse(text), { name: 'AvatarFault', message }, text);
});

test('sees through every way of writing an address that is not public', () => {
  const hosts = [
    '127.0.0.1',
    '127.1',
    '2130706433',
    '0x7f000001',
    '0x7f.0.0.1',
    '0177.0.0.1',
    '017700000001',
    '127.0.0.1.',
    '0',
    '%31%32%37.0.0.1',
    '１２７.0.0.1',
    '①②⑦.0.0.1',
    '169.254.169.254',
    '0xa9fea9fe',
    '2852039166',
    '[::1]',
    '[::]',
    '[::ffff:127.0.0.1]',
    '[::ffff:7f00:1]',
    '[0:0:0:0:0:0:0:1]',
    '[fe80::1]',
    '[fd00:ec2::254]',
    '[64:ff9b::127.0.0.1]',
    '[2002:7f00:1::]',
  ];
  for (const host of hosts) {
    assert.throws(() => parse(`http://${host}/x.png`), { message: /public internet|has no host/ }, host);
  }
});
