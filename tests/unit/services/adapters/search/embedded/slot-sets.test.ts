import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { hasBit, keepCommon, wordsFor } from '#adapters/search/embedded/reader/columns/bits.ts';
import { seededRandom } from '#tests/support/seeded-random.ts';
import { randomSet } from './random-set.ts';

/** Small and large sets, with every remainder of words. */
const SIZES = [1, 40, 16_000, 16_400, 16_420, 16_450, 100_000, 16_390, 1_000_000];

describe('keepCommon', () => {
  const random = seededRandom(9);
  const someOf = (size: number) => randomSet(random, size);

  it('keeps and counts the members of both sets, whatever their size', () => {
    for (const size of SIZES) {
      const [set, whole] = [someOf(size), someOf(size)];
      const before = set.slice();
      // A set may end before the last word, or have members behind the words that count.
      const words = wordsFor(size) - (size > 10_000 ? 3 : 0);
      const other = size % 3 === 0 ? whole : whole.subarray(0, Math.ceil(wordsFor(size) / 2));
      const left = keepCommon(set, other, words);
      let expected = 0;
      for (let slot = 0; slot < words * 32; slot++) {
        const both = hasBit(before, slot) && hasBit(other, slot);
        assert.equal(hasBit(set, slot), both, `${size}: ${slot}`);
        if (both) expected++;
      }
      assert.equal(left, expected, `${size}`);
      assert.equal(
        keepCommon(set.subarray(0, words - 1), whole, words + 9),
        keepCommon(set, whole, words - 1),
      );
      assert.deepEqual(set.subarray(words), before.subarray(words), 'what is behind the words');
    }
  });
});
