import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { bytesOf } from '#adapters/elasticsearch-client/text-bytes.ts';

describe('the bytes of a text', () => {
  it('are its UTF-8, and stay as they are while others are made', () => {
    const texts = Array.from({ length: 2_000 }, (_, i) => `${i} naïve 日本語 😀 ${'x'.repeat(i % 700)}\n`);
    const bytes = texts.map(bytesOf);
    assert.deepEqual(
      bytes.map((one) => one.toString()),
      texts,
    );
    assert.equal(Buffer.concat(bytes).toString(), texts.join(''));
  });

  it('are complete for a text of any length', () => {
    for (const length of [0, 87_381, 87_382, 262_144, 1_000_000]) {
      const text = '語'.repeat(length);
      assert.equal(bytesOf(text).toString(), text);
    }
  });
});
