import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { BytesInPlace } from '#adapters/elasticsearch-client/decode-cbor.ts';
import { decodeCbor } from '#adapters/elasticsearch-client/decode-cbor.ts';

/** From RFC 8949, appendix A. */
const EXAMPLES: readonly [hex: string, value: unknown][] = [
  ['00', 0],
  ['17', 23],
  ['1818', 24],
  ['1903e8', 1_000],
  ['1a000f4240', 1_000_000],
  ['1b000000e8d4a51000', 1_000_000_000_000],
  ['20', -1],
  ['3903e7', -1_000],
  ['fa47c35000', 100_000],
  ['fb3ff199999999999a', 1.1],
  ['fbc010666666666666', -4.1],
  ['f4', false],
  ['f5', true],
  ['f6', null],
  ['60', ''],
  ['6449455446', 'IETF'],
  ['62225c', '"\\'],
  ['62c3bc', 'ü'],
  ['64f0908591', '\u{10151}'],
  ['80', []],
  ['83010203', [1, 2, 3]],
  ['9fff', []],
  ['9f018202039f0405ffff', [1, [2, 3], [4, 5]]],
  ['a0', {}],
  ['a26161016162820203', { a: 1, b: [2, 3] }],
  ['bf6346756ef563416d7421ff', { Fun: true, Amt: -2 }],
  ['7f657374726561646d696e67ff', 'streaming'],
];

describe('CBOR', () => {
  it('is decoded as the examples of its specification say, again and again', () => {
    for (let round = 0; round < 2; round++) {
      for (const [hex, value] of EXAMPLES)
        assert.deepEqual(decodeCbor(Buffer.from(hex, 'hex'), ''), value, hex);
    }
  });

  it('gives the texts of one name as their bytes, also when they come in pieces, and no others', () => {
    const text = `ü"${'long '.repeat(60)}`;
    const bytes = Buffer.from(text);
    const pieces = [bytes.subarray(0, 1), bytes.subarray(1, 20), bytes.subarray(20)];
    const encode = (...parts: (string | Buffer)[]) =>
      Buffer.concat(parts.map((part) => (typeof part === 'string' ? Buffer.from(part, 'hex') : part)));
    const headed = (piece: Buffer) =>
      encode('79', Buffer.from([piece.length >> 8, piece.length & 255]), piece);
    // {"a": [TEXT, "é", PIECES], "b": TEXT, "c": PIECES}
    const whole = encode(
      ...['a3', '6161', '9f', headed(bytes), '62c3a9', '7f', ...pieces.map(headed), 'ff', 'ff'],
      ...['6162', headed(bytes), '6163', '7f', ...pieces.map(headed), 'ff'],
    );
    assert.deepEqual(decoded(whole, 'a'), { a: [bytes, Buffer.from('é'), bytes], b: text, c: text });
    assert.deepEqual(decoded(whole, 'c'), { a: [text, 'é', text], b: text, c: bytes });
  });

  it('tells texts apart that look alike', () => {
    const texts = Array.from({ length: 5_000 }, (_, i) => `k${i}-${(i * 7919) % 5_000}`);
    const encode = (text: string) => Buffer.concat([Buffer.from([0x60 + text.length]), Buffer.from(text)]);
    for (const text of [...texts, ...texts]) assert.equal(decodeCbor(encode(text), ''), text);
  });

  for (const [fault, hex] of [
    ['ends too early', '83 01 02'],
    ['ends inside of a text', '64 49 45'],
    ['is followed by more', '00 00'],
    ['is empty', ''],
    ['never ends', '9f 01'],
    ['has a length of no form', '1c'],
    ['has a tag', 'c0 00'],
    ['names the prototype', `a1 69 ${Buffer.from('__proto__').toString('hex')} 01`],
    ['is nested too deeply', '81'.repeat(10_000)],
  ] as const) {
    it(`is refused when it ${fault}`, () => {
      const bytes = Buffer.from(hex.replaceAll(' ', ''), 'hex');
      assert.throws(() => decodeCbor(bytes, ''), SyntaxError);
    });
  }
});

/** With the bytes in place cut out of the document. */
function decoded(document: Buffer, bytesOf: string): unknown {
  const cut = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(cut);
    if (typeof value !== 'object' || value === null) return value;
    if ('bytes' in value) {
      const { bytes, start, end } = value as BytesInPlace;
      return bytes.subarray(start, end);
    }
    return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, cut(one)]));
  };
  return cut(decodeCbor(document, bytesOf));
}
