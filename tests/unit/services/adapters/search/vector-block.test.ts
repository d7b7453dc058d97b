import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createVectorBlock } from '#adapters/search/embedded/vectors/vector-block.ts';
import { VECTOR_DIMENSIONS, VECTOR_SCALE } from '#ports/text-encoder.ts';
import { seededRandom } from '#tests/support/seeded-random.ts';

const random = seededRandom(5);
const vector = () => Int8Array.from({ length: VECTOR_DIMENSIONS }, () => Math.floor(random() * 255) - 127);
const bytesOf = (one: Int8Array) => new Uint8Array(one.buffer);
const dot = (a: Int8Array, b: Int8Array) => a.reduce((sum, value, at) => sum + value * (b[at] ?? 0), 0);

test('finds exactly the closest vectors of the slots that pass, after vectors came, changed and went', () => {
  const block = createVectorBlock();
  const stored = new Map<number, Int8Array>();
  for (let round = 0; round < 3_000; round++) {
    const slot = Math.floor(random() * 4_000);
    const one = vector();
    stored.set(slot, one);
    block.set(slot, bytesOf(one));
  }
  const gone = (slot: number) => slot % 7 === 0;
  block.keep((slot) => !gone(slot));
  for (const slot of [...stored.keys()].filter(gone)) stored.delete(slot);
  assert.equal(block.size, stored.size);
  for (let round = 0; round < 20; round++) {
    const query = vector();
    const passes = (slot: number) => slot % 3 !== round % 3;
    const expected = [...stored]
      .filter(([slot]) => passes(slot))
      .map(([slot, one]) => ({ slot, cosine: dot(one, query) / VECTOR_SCALE ** 2 }))
      .filter(({ cosine }) => cosine >= 0.3)
      .sort((a, b) => b.cosine - a.cosine || a.slot - b.slot)
      .slice(0, 25);
    assert.deepEqual(block.nearest(query, { passes, limit: 25, minCosine: 0.3 }), expected);
  }
});

test('an empty block finds nothing', () => {
  assert.deepEqual(
    createVectorBlock().nearest(vector(), { passes: () => true, limit: 5, minCosine: -9 }),
    [],
  );
});
