import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { hasBit, wordsFor } from '#adapters/search/embedded/reader/columns/bits.ts';
import {
  createGroupColumn,
  createLengthColumn,
} from '#adapters/search/embedded/reader/columns/slot-columns.ts';
import { seededRandom } from '#tests/support/seeded-random.ts';
import { randomSet } from './random-set.ts';

/** Odd and even numbers of words, and more than one page of memory. */
const SIZES = [1, 31, 32, 63, 64, 1_000, 70_000, 200_001];
const GROUPS = 300;

describe('the columns in the memory of a module', () => {
  const random = seededRandom(5);
  const someOf = (size: number) => randomSet(random, size);

  it('count the members of each group, also after the column has grown', () => {
    const column = createGroupColumn();
    const expectedGroups: number[] = [];
    for (const size of SIZES) {
      const groups = column.grow(size);
      for (let slot = expectedGroups.length; slot < size; slot++) {
        groups[slot] = Math.floor(random() * Math.min(GROUPS, size));
        expectedGroups.push(groups[slot] ?? 0);
      }
      const set = someOf(size);
      const expected = new Uint32Array(Math.min(GROUPS, size));
      for (const [slot, group] of expectedGroups.entries())
        if (hasBit(set, slot)) expected[group] = (expected[group] ?? 0) + 1;
      assert.deepEqual(column.count(set, wordsFor(size), expected.length), expected, `${size}`);
    }
  });

  it('keep the members that are not too long, also in a part of a set', () => {
    const column = createLengthColumn();
    const all: number[] = [];
    for (const size of SIZES) {
      const lengths = column.grow(size);
      for (let slot = all.length; slot < size; slot++) {
        lengths[slot] = Math.floor(random() * 256);
        all.push(lengths[slot] ?? 0);
      }
      const set = someOf(size);
      const from = Math.floor(wordsFor(size) / 3);
      for (const most of [0, 1, 127, 128, 200, 255]) {
        const kept = column.upTo(set, { from, to: wordsFor(size) }, most);
        for (let slot = from * 32; slot < size; slot++)
          assert.equal(hasBit(kept, slot - from * 32), hasBit(set, slot) && (all[slot] ?? 0) <= most);
      }
    }
  });
});
