import assert from 'node:assert/strict';
import { test } from 'node:test';
import { MAX_AVATAR_BYTES, prepareAvatar } from '../../../services/scraper/avatar.ts';

const PNG = Buffer.from('\x89PNG\r\n\x1a\n0000', 'latin1');
const uri = (bytes: Uint8Array, type = 'image/png') =>
  `data:${type};base64,${Buffer.from(bytes).toString('base64')}`;

test('stores a picture under a hash of its content', () => {
  const { wire, object } = prepareAvatar({ kind: 'data', uri: uri(PNG) });
  assert.match(wire?.key ?? '', /^avatars\/[0-9a-f]{32}\.png$/);
  assert.equal(object?.key, wire?.key);
  assert.deepEqual(Buffer.from(object?.bytes ?? []), PNG);
  assert.equal(prepareAvatar({ kind: 'bytes', bytes: PNG }).wire?.key, wire?.key);
});

test('goes by the bytes, not by what the address says they are', () => {
  const types: [string, string][] = [
    ['\xff\xd8\xff\xe0', 'image/jpeg'],
    ['GIF89a', 'image/gif'],
    ['RIFF\x10\0\0\0WEBPVP8 ', 'image/webp'],
    ['\x89PNG\r\n\x1a\n', 'image/png'],
  ];
  for (const [head, contentType] of types) {
    const prepared = prepareAvatar({ kind: 'data', uri: uri(Buffer.from(head, 'latin1'), 'image/svg+xml') });
    assert.equal(prepared.object?.contentType, contentType);
  }
});

test('says why a picture is not stored', () => {
  const reasons: [string, RegExp][] = [
    [uri(Buffer.from('<svg onload="alert(1)"/>')), /not a PNG, JPEG, GIF or WebP/],
    ['data:image/png,plain', /not a base64/],
    ['data:image/png;base64', /not a base64/],
    ['data:image/png;base64,###', /not a base64/],
    [uri(Buffer.concat([PNG, Buffer.alloc(MAX_AVATAR_BYTES)])), /larger than 512 KB/],
  ];
  for (const [data, reason] of reasons) {
    const { wire, object } = prepareAvatar({ kind: 'data', uri: data });
    assert.match(wire?.reason ?? '', reason);
    assert.equal(wire?.key, null);
    assert.equal(object, null);
  }
});

test('keeps the address of a picture that is elsewhere', () => {
  const { wire } = prepareAvatar({ kind: 'url', url: 'https://a.test/x.png' });
  assert.deepEqual([wire?.key, wire?.source_url], [null, 'https://a.test/x.png']);
  assert.match(wire?.reason ?? '', /not fetched/);
  assert.deepEqual(prepareAvatar(null), { wire: null, object: null });
});
