import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isWorthMerging } from '#adapters/search/elasticsearch/index/merge-segments.ts';

const MIB = 1024 * 1024;
const segments = (...counts: number[]) =>
  counts.map((num_docs) => ({ num_docs, size_in_bytes: num_docs * 3_700 }));

test('segments of an import are worth merging', () => {
  assert.equal(isWorthMerging(segments(11_461, 4_539, 2_445, 800, 570, 155, 30)), true);
});

test('few segments, or little beside one that was merged, are not', () => {
  assert.equal(isWorthMerging([]), false);
  assert.equal(isWorthMerging(segments(5_000, 5_000, 5_000)), false);
  assert.equal(isWorthMerging(segments(20_000, 1_000, 1_000, 1_000, 1_000)), false);
});

test('a large index is left to the server', () => {
  const large = Array.from({ length: 6 }, () => ({ num_docs: 30_000, size_in_bytes: 100 * MIB }));
  assert.equal(isWorthMerging(large), false);
});
